-- One row per state of a deal, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('opportunity_history') }}
select *
from united

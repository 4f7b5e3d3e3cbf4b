-- One row per attribution claim record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('attribution_claims') }}
select *
from united

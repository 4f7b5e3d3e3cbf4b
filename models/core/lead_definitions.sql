-- One row per lead definition record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('lead_definitions') }}
select *
from united

-- One row per sla rule record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('sla_rules') }}
select *
from united

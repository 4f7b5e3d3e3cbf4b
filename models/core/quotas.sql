-- One row per quota record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('quotas') }}
select *
from united

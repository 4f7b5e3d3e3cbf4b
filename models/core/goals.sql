-- One row per goal record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('goals') }}
select *
from united

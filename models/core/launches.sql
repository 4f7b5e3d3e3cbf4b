-- One row per launche record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('launches') }}
select *
from united

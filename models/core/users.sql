-- One row per person (by key), all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('users') }}
select *
from united

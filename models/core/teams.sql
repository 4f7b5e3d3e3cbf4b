-- One row per team, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('teams') }}
select *
from united

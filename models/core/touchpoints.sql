-- One row per touch of a buyer, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('touchpoints') }}
select *
from united

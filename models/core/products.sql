-- One row per product, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('products') }}
select *
from united

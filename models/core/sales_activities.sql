-- One row per activity of sales, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('sales_activities', ['stg_csv__sales_activities']) }}
select *
from united

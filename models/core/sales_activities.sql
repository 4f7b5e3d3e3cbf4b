-- One row per activity of sales, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
{{ config(materialized=kept_as()) }}
with {{ unite('sales_activities', repeats='repeated_sales_activities') }}
select *
from united

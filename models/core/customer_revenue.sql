-- One row per account and month of recurring revenue, in its own currency.
-- Why: retention compares two months at one rate, so conversion waits for the metric.
with {{ unite('customer_revenue') }}
select *
from united

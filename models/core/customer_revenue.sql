-- One row per account and month of recurring revenue, in its own currency.
-- Why: retention compares two months at one rate, so conversion waits for the metric.
{{ config(materialized=kept_as()) }}
with {{ unite('customer_revenue', repeats='repeated_customer_revenue') }}
select *
from united

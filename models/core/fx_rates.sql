-- One row per currency and span of days one rate holds for.
-- Why: an amount is converted at the last rate on or before its date, so a rate holds until the next one.
with {{ unite('fx_rates') }}
select
    *,
    rate_date as valid_from,
    coalesce(
        lead(rate_date) over (partition by currency_code order by rate_date),
        date '9999-12-31'
    ) as valid_until
from united

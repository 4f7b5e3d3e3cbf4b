-- One row per amount spent on marketing, in the reporting currency; campaign_id is null where the money is untraceable.
-- Why: spend comes in many currencies. Rows without an exchange rate are set aside and counted, never guessed.
with {{ unite('campaign_spend') }},
rates as (
    select * from {{ ref('fx_rates') }}
),
converted as (
    select
        united.*,
        {{ exchange_rate('rates', 'united.currency_code') }} as rate
    from united
    left join rates
        on united.currency_code = rates.currency_code
            and united.spent_on >= rates.valid_from
            and united.spent_on < rates.valid_until
)
select
    {{ united_columns('campaign_spend', 'converted', ['amount']) }},
    converted.amount as original_amount,
    {{ money('converted.amount * converted.rate') }} as amount
from converted
where converted.rate is not null

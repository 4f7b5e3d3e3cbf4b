-- One row per thing given away beside the invoice, in the reporting currency at its deal's closing day.
-- Why: it is the part of the discount no invoice shows. Rows without an exchange rate are set aside and counted.
with {{ unite('concessions') }},
opportunities as (
    select opportunity_id, closed_at
    from {{ ref('opportunities') }}
),
rates as (
    select * from {{ ref('fx_rates') }}
),
dated as (
    select
        united.*,
        {{ local_date('coalesce(opportunities.closed_at, united.granted_at, ' ~ as_of() ~ ')') }} as converted_on
    from united
    left join opportunities
        on united.opportunity_id = opportunities.opportunity_id
),
converted as (
    select
        dated.*,
        {{ exchange_rate('rates', 'dated.currency_code') }} as rate
    from dated
    left join rates
        on dated.currency_code = rates.currency_code
            and dated.converted_on >= rates.valid_from
            and dated.converted_on < rates.valid_until
)
select
    {{ united_columns('concessions', 'converted', ['list_value_amount', 'cost_amount']) }},
    {{ money('converted.list_value_amount * converted.rate') }} as list_value_amount,
    {{ money('converted.cost_amount * converted.rate') }} as cost_amount
from converted
where converted.rate is not null

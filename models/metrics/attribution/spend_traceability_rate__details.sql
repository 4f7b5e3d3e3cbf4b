-- One row per companion figure of traceability: the five levels, money that ends nowhere, declared budgets, one big campaign.
-- Why: a campaign that only brings leads nobody accepts is money spent on something no one cares about.
{%- set levels = [
    ('campaign', 1, 0),
    ('lead', 2, var('spend_to_lead_days')),
    ('accepted lead', 3, var('spend_to_acceptance_days')),
    ('opportunity', 4, var('spend_to_opportunity_days')),
    ('won deal', 5, var('spend_to_win_days')),
] %}
with spend as (
    select
        {% for name in segment_names() %}cast(null as {{ dbt.type_string() }}) as {{ name }}, {% endfor %}
        spent_on as observed_on,
        spend_id,
        campaign_id,
        -- brand, agency and tool money is declared: it brings no lead of its own
        coalesce(cost_type in ('brand', 'agency', 'tool'), false) or coalesce(objective = 'brand', false) as is_declared,
        is_campaign_total,
        amount,
        traced_level
    from {{ ref('fct_spend') }}
),

observations as (
    {% for label, level, days in levels -%}
    select
        observed_on,
        {{ segments() }},
        'traced_share' as detail,
        '{{ label }}' as category,
        case when traced_level >= {{ level }} then amount else 0 end as part,
        amount as whole,
        1 as records
    from spend
    where {{ add_days('observed_on', days) }} <= {{ as_of() }}

    union all

    {% endfor -%}
    select
        observed_on,
        {{ segments() }},
        'traced_to_lead_without_declared_share' as detail,
        null as category,
        case when traced_level >= 2 then amount else 0 end as part,
        amount as whole,
        1 as records
    from spend
    where not is_declared
        and {{ add_days('observed_on', var('spend_to_lead_days')) }} <= {{ as_of() }}

    union all

    select
        observed_on,
        {{ segments() }},
        'declared_spend_share' as detail,
        null as category,
        case when is_declared then amount else 0 end as part,
        amount as whole,
        1 as records
    from spend

    union all

    select
        observed_on,
        {{ segments() }},
        'untraced_spend' as detail,
        category,
        case
            when category = 'no campaign' and traced_level = 0 then amount
            when category = 'campaign without a lead' and traced_level = 1 then amount
            else 0
        end as part,
        null as whole,
        1 as records
    from spend
    cross join {{ listed(['no campaign', 'campaign without a lead']) }} as places
    where {{ add_days('observed_on', var('spend_to_lead_days')) }} <= {{ as_of() }}
)

{{ summarise_details('observations', anchor='observed_on') }}

union all

select
    {{ slice_columns() }},
    'catch_all_campaign' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ rounded('100 * max(' ~ divide('amount', 'all_amount') ~ ')', 1) }} as value,
    cast(sum(records) as bigint) as sample_size
from (
    select
        period_grain,
        period_start,
        'all' as segment_by,
        'all' as segment,
        spend.campaign_id,
        sum(spend.amount) as amount,
        count(*) as records,
        sum(sum(spend.amount)) over (partition by dim_days.period_grain, dim_days.period_start) as all_amount
    from spend
    inner join {{ ref('dim_days') }} as dim_days
        on spend.observed_on = dim_days.day
    group by dim_days.period_grain, dim_days.period_start, spend.campaign_id
) as by_campaign
where campaign_id is not null
group by {{ slice_columns() }}
having max({{ divide('amount', 'all_amount') }}) > {{ var('catch_all_campaign_share') }}

union all

select
    dim_days.period_grain,
    dim_days.period_start,
    'all' as segment_by,
    'all' as segment,
    'spend_from_campaign_totals' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(count(*) as double) as value,
    cast(count(*) as bigint) as sample_size
from spend
inner join {{ ref('dim_days') }} as dim_days
    on spend.observed_on = dim_days.day
where spend.is_campaign_total
group by dim_days.period_grain, dim_days.period_start

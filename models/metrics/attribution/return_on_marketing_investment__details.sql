-- One row per companion figure of marketing's return: the return under every rule, money in and out, cost of a new customer.
-- Why: a return under one rule is an opinion; the range over rules and the cost of a customer keep it honest.
with quarter_sums as (
    select
        period_start,
        period_end,
        sum(spend_amount) as spend_amount,
        {%- for rule in attribution_rules() %}
        sum({{ rule }}) as {{ rule }},
        {%- endfor %}
        count(*) as campaigns
    from {{ ref('fct_campaign_returns') }}
    where is_mature
    group by period_start, period_end
),

spent as (
    select period_start, period_end, sum(spend_amount) as spend_amount
    from {{ ref('fct_campaign_returns') }}
    group by period_start, period_end
),

won_new as (
    select
        coalesce(account_id, opportunity_id) as customer,
        closed_at,
        {{ days_between('created_at', 'closed_at') }} as cycle_days
    from {{ ref('fct_deals') }}
    where is_won
        and coalesce(opportunity_type, 'new') = 'new'
        and closed_at is not null
),

usual as (
    select cast(floor(percentile_cont(0.5) within group (order by cycle_days)) as integer) as cycle_days
    from won_new
    where cycle_days >= 0
),

first_wins as (
    select customer, min(closed_at) as won_at
    from won_new
    group by customer
),

-- customers won one usual sales cycle after the quarter its money was spent in
acquired as (
    select
        spent.period_start,
        max(spent.spend_amount) as spend_amount,
        count(*) as customers
    from spent
    cross join usual
    inner join first_wins
        on first_wins.won_at >= {{ add_days('spent.period_start', 'usual.cycle_days') }}
            and first_wins.won_at < {{ add_days('spent.period_end', 'usual.cycle_days + 1') }}
    where {{ add_days('spent.period_end', 'usual.cycle_days + 1') }} <= {{ as_of() }}
    group by spent.period_start
),

listed as (
    {% for rule in attribution_rules() -%}
    select
        period_start,
        'return_by_rule' as detail,
        '{{ rule }}' as category,
        {{ divide(rule ~ ' * ' ~ var('gross_margin'), 'spend_amount') }} - 1 as value,
        campaigns as records
    from quarter_sums

    union all

    {% endfor -%}
    select period_start, 'credited_revenue', null, cast(linear as double), campaigns from quarter_sums

    union all

    select period_start, 'marketing_spend', null, cast(spend_amount as double), campaigns from quarter_sums

    union all

    select period_start, 'customer_acquisition_cost', null, {{ divide('spend_amount', 'customers') }}, customers from acquired
)

select
    'quarter' as period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    value,
    cast(records as bigint) as sample_size
from listed
where value is not null

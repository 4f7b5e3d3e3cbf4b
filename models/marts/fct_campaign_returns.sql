-- One row per fiscal quarter and campaign: what was spent on it in the quarter, and what the quarter's touches were credited.
-- Why: return on spend sets the money of a quarter against what its touches led to within a year, campaign by campaign.
{%- set rules = attribution_rules() %}
with quarters as (
    select
        period_start,
        period_end,
        {{ add_days('period_end', var('attribution_lookback_days') ~ ' + 1') }} <= {{ as_of() }} as is_mature
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

quarter_days as (
    select day, period_start from {{ ref('dim_days') }} where period_grain = 'quarter'
),

spent as (
    select
        quarter_days.period_start,
        coalesce(spend.campaign_id, '(none)') as campaign_id,
        sum(spend.amount) as spend_amount
    from {{ ref('fct_spend') }} as spend
    inner join quarter_days
        on spend.spent_on = quarter_days.day
    group by quarter_days.period_start, coalesce(spend.campaign_id, '(none)')
),

-- marketing's touches only; what sales' own touches earned is not a return on marketing's money
credited as (
    select
        quarter_days.period_start,
        coalesce(touches.campaign_id, '(none)') as campaign_id,
        {%- for rule in rules %}
        sum(cast(touches.amount * touches.{{ rule }} as decimal(28, 8))) as {{ rule }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_attributed_touches') }} as touches
    inner join quarter_days
        on {{ local_date('touches.occurred_at') }} = quarter_days.day
    where touches.is_won
        and touches.amount > 0
        and touches.function = 'marketing'
    group by quarter_days.period_start, coalesce(touches.campaign_id, '(none)')
),

campaign_quarters as (
    select period_start, campaign_id from spent
    union
    select period_start, campaign_id from credited
)

select
    campaign_quarters.period_start,
    quarters.period_end,
    quarters.is_mature,
    campaign_quarters.campaign_id,
    coalesce(spent.spend_amount, 0) as spend_amount,
    {%- for rule in rules %}
    coalesce(credited.{{ rule }}, 0) as {{ rule }}{{ ',' if not loop.last }}
    {%- endfor %}
from campaign_quarters
inner join quarters
    on campaign_quarters.period_start = quarters.period_start
left join spent
    on campaign_quarters.period_start = spent.period_start
        and campaign_quarters.campaign_id = spent.campaign_id
left join credited
    on campaign_quarters.period_start = credited.period_start
        and campaign_quarters.campaign_id = credited.campaign_id

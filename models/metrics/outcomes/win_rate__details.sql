-- One row per companion figure of the win rate: won of closed, and the rate by claimed source, lead grade and alignment.
-- Why: won of closed is the figure most people quote; it forgets deals that are parked open.
with matured as (
    select
        deals.*,
        case when deals.is_won and deals.closed_at <= deals.win_due_at then 1 else 0 end as won_in_time,
        journeys.lead_score_band,
        handled_deals.handling
    from {{ ref('fct_deals') }} as deals
    left join {{ ref('fct_lead_journeys') }} as journeys
        on deals.primary_lead_id = journeys.lead_id
            and journeys.is_eligible
    left join {{ ref('fct_handled_deals') }} as handled_deals
        on deals.opportunity_id = handled_deals.opportunity_id
    where {{ is_counted_type('win_rate') }}
        and deals.created_at is not null
        and deals.win_due_at <= {{ as_of() }}
),

-- what the young are heading for, while they are young
waits as (
    select
        created_at as observed_at,
        {{ segments() }},
        case when is_won then closed_at end as success_at,
        case when is_closed and not coalesce(is_won, false) then closed_at end as other_end_at,
        win_due_at as due_at
    from {{ ref('fct_deals') }}
    where {{ is_counted_type('win_rate') }}
        and created_at is not null
),

{{ nowcast('waits', grains=['month', 'quarter']) }},

observations as (
    select
        created_at as observed_at,
        {{ segments() }},
        'won_of_closed' as detail,
        null as category,
        case when is_won then 1 else 0 end as part,
        1 as whole,
        1 as records
    from {{ ref('fct_deals') }}
    where {{ is_counted_type('win_rate') }} and created_at is not null and is_closed

    union all

    select
        created_at as observed_at,
        {{ segments() }},
        'win_rate_by_sales_claimed_source' as detail,
        sales_claimed_source as category,
        won_in_time as part,
        1 as whole,
        1 as records
    from matured
    where sales_claimed_source is not null

    union all

    select
        created_at as observed_at,
        {{ segments() }},
        'win_rate_by_marketing_claimed_source' as detail,
        marketing_claimed_source as category,
        won_in_time as part,
        1 as whole,
        1 as records
    from matured
    where marketing_claimed_source is not null

    union all

    {% for detail, column in [('win_rate_by_handling', 'handling'), ('win_rate_by_lead_grade', 'lead_score_band')] -%}
    select
        created_at as observed_at,
        {{ segments() }},
        '{{ detail }}' as detail,
        {{ column }} as category,
        won_in_time as part,
        1 as whole,
        1 as records
    from matured
    where {{ column }} is not null

    union all

    {% endfor -%}
    select
        created_at as observed_at,
        {{ segments() }},
        'open_past_horizon_share' as detail,
        null as category,
        case when is_closed then 0 else 1 end as part,
        1 as whole,
        1 as records
    from matured
)

{{ summarise_details('observations', grains=['month', 'quarter']) }}
-- a month has too few of each kind
where period_grain = 'quarter'
    or detail not in ('win_rate_by_handling', 'win_rate_by_lead_grade')

union all

{{ select_nowcast() }}

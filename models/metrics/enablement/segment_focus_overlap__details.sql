-- One row per companion figure of the overlap: each side's share per market, their distance, how much could be placed.
-- Why: the market where the two shares differ most is the one to talk about.
with focus_shares as (
    select
        *,
        market_segment || ', ' || market_region as market
    from {{ ref('fct_focus_shares') }}
),

totals as (
    select
        period_grain,
        period_start,
        sum(abs(spend_share - activity_share)) / 2 as distance,
        sum(case when market is not null then spend_amount else 0 end) / nullif(sum(spend_amount), 0) as placed_spend,
        sum(case when market is not null then activities else 0 end) / nullif(cast(sum(activities) as double), 0) as placed_activities,
        sum(activities) as activities,
        sum(case when market is not null then activities else 0 end) as market_activities
    from focus_shares
    group by period_grain, period_start
),

listed as (
    select period_grain, period_start, 'spend_share' as detail, market as category, spend_share as value, activities from focus_shares
    union all
    select period_grain, period_start, 'activity_share', market, activity_share, activities from focus_shares
    union all
    select period_grain, period_start, 'total_variation_distance', null, distance, market_activities from totals
    union all
    select period_grain, period_start, 'spend_with_a_market_share', null, placed_spend, activities from totals
    union all
    select period_grain, period_start, 'activities_with_a_market_share', null, placed_activities, activities from totals
)

select
    period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    value,
    cast(activities as bigint) as sample_size
from listed
where value is not null

-- One row per companion figure of content use: concentration, opens by buyers, use by kind, deals with and without, idle cost.
-- Why: a few favourites used everywhere look like use of everything, and use is not yet interest.
with content_use as (
    select * from {{ ref('fct_content_use') }}
),

content_usage as (
    select * from {{ ref('content_usage') }} where opportunity_id is not null and action in ('sent', 'buyer_opened')
),

deals as (
    select * from {{ ref('fct_deals') }} where is_closed and closed_at is not null
),

periods as (
    select
        period_grain,
        period_start,
        case when period_grain = 'trailing' then {{ as_of() }} else least({{ add_days('period_end', 1) }}, {{ as_of() }}) end as ended_at
    from {{ ref('dim_periods') }}
    where period_grain in ('quarter', 'trailing')
),

ranked as (
    select
        period_grain,
        period_start,
        opportunities,
        row_number() over (partition by period_grain, period_start order by opportunities, content_id) as position
    from content_use
),

-- Gini: 0 is every asset used alike, towards 1 is one asset used for everything
concentrated as (
    select
        period_grain,
        period_start,
        2 * sum(cast(position as double) * opportunities) / nullif(count(*) * cast(sum(opportunities) as double), 0)
            - (count(*) + 1) / cast(count(*) as double) as gini,
        count(*) as assets
    from ranked
    group by period_grain, period_start
),

summed as (
    select
        period_grain,
        period_start,
        sum(opened_opportunities) as opened,
        sum(opportunities) as pairs,
        sum(case when opportunities = 0 then production_cost end) as idle_cost,
        sum(case when opportunities = 0 then 1 else 0 end) as idle_assets
    from content_use
    group by period_grain, period_start
),

first_uses as (
    select opportunity_id, min(used_at) as used_at
    from content_usage
    group by opportunity_id
),

-- deals that closed in the window of the figure, by customer segment, with content used before the close or without
strata as (
    select
        periods.period_grain,
        periods.period_start,
        coalesce(deals.segment, '(not set)') as deal_segment,
        cast(sum(case when first_uses.used_at <= deals.closed_at then 1 else 0 end) as double) as with_content,
        cast(sum(case when first_uses.used_at <= deals.closed_at and deals.is_won then 1 else 0 end) as double) as won_with,
        cast(sum(case when deals.is_won then 1 else 0 end) as double) as won,
        cast(count(*) as double) as closed
    from deals
    inner join periods
        on deals.closed_at < periods.ended_at
            and deals.closed_at >= {{ add_days('periods.ended_at', -var('content_window_days')) }}
    left join first_uses
        on deals.opportunity_id = first_uses.opportunity_id
    group by periods.period_grain, periods.period_start, coalesce(deals.segment, '(not set)')
),

-- Mantel-Haenszel risk ratio over segments
win_ratios as (
    select
        period_grain,
        period_start,
        sum(won_with * (closed - with_content) / closed) / nullif(sum((won - won_with) * with_content / closed), 0) as win_ratio,
        sum(closed) as closed
    from strata
    group by period_grain, period_start
),

listed as (
    select period_grain, period_start, 'gini_concentration' as detail, null as category, gini as value, assets as records from concentrated
    union all
    select period_grain, period_start, 'buyer_opened_share', null, {{ divide('opened', 'pairs') }}, pairs from summed
    union all
    select period_grain, period_start, 'idle_production_amount', null, cast(idle_cost as double), idle_assets from summed
    union all
    select period_grain, period_start, 'win_rate_with_content_ratio', null, win_ratio, closed from win_ratios
    union all
    -- whom it reaches: deals of a customer segment with content used on them before the close
    select period_grain, period_start, 'deals_with_content_share', deal_segment, {{ divide('with_content', 'closed') }}, closed from strata
    {%- for kind in ['content_type', 'stage', 'persona'] %}
    union all
    select
        period_grain,
        period_start,
        'used_share_by_{{ kind }}',
        {{ kind }},
        avg(case when opportunities > 0 then cast(1 as double) else cast(0 as double) end),
        count(*)
    from content_use
    where {{ kind }} is not null
    group by period_grain, period_start, {{ kind }}
    {%- endfor %}
)

select
    period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    value,
    cast(records as bigint) as sample_size
from listed
where value is not null

-- One row per fiscal quarter or trailing window and asset active at its end: the deals it was used on in the 180 days before.
-- Why: whether content is used is asked of assets that had the time to be, at one moment, over one window.
with content_assets as (
    select * from {{ ref('content_assets') }} where published_at is not null
),

content_usage as (
    select * from {{ ref('content_usage') }} where opportunity_id is not null and action in ('sent', 'buyer_opened')
),

period_ends as (
    select
        period_grain,
        period_start,
        case when period_grain = 'trailing' then {{ as_of() }} else least({{ add_days('period_end', 1) }}, {{ as_of() }}) end as ended_at
    from {{ ref('dim_periods') }}
    where period_grain in ('quarter', 'trailing')
),

active as (
    select
        period_ends.period_grain,
        period_ends.period_start,
        period_ends.ended_at,
        content_assets.content_id,
        content_assets.content_type,
        content_assets.stage,
        content_assets.persona,
        content_assets.production_cost
    from period_ends
    inner join content_assets
        on content_assets.published_at <= {{ add_days('period_ends.ended_at', -var('content_minimum_age_days')) }}
            and (content_assets.retired_at is null or content_assets.retired_at >= period_ends.ended_at)
),

-- one use of an asset on a deal per day: the rest are repeats
uses as (
    select
        content_id,
        opportunity_id,
        {{ local_date('used_at') }} as used_on,
        min(used_at) as used_at,
        max(case when action = 'buyer_opened' then 1 else 0 end) as is_opened
    from content_usage
    group by content_id, opportunity_id, {{ local_date('used_at') }}
),

used as (
    select
        period_grain,
        period_start,
        content_id,
        count(*) as opportunities,
        sum(is_opened) as opened_opportunities
    from (
        select
            period_ends.period_grain,
            period_ends.period_start,
            uses.content_id,
            uses.opportunity_id,
            max(uses.is_opened) as is_opened
        from uses
        inner join period_ends
            on uses.used_at < period_ends.ended_at
                and uses.used_at >= {{ add_days('period_ends.ended_at', -var('content_window_days')) }}
        group by period_ends.period_grain, period_ends.period_start, uses.content_id, uses.opportunity_id
    ) as pairs
    group by period_grain, period_start, content_id
)

select
    active.period_grain,
    active.period_start,
    active.content_id,
    active.content_type,
    active.stage,
    active.persona,
    active.production_cost,
    coalesce(used.opportunities, 0) as opportunities,
    coalesce(used.opened_opportunities, 0) as opened_opportunities
from active
left join used
    on active.period_grain = used.period_grain
        and active.period_start = used.period_start
        and active.content_id = used.content_id

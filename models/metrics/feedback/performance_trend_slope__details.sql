-- One row per companion figure of the trend: the margin that counts as change, the verdict, the wider interval, Mann-Kendall.
-- Why: a plateau is a finding of its own, and needs the whole interval inside the smallest change worth having.
with months as (
    select * from {{ ref('fct_won_months') }}
),

{{ theil_sen('months', 'won_amount') }},

margins as (
    -- 2 % of the mean per quarter is the smallest change worth having
    select {{ var('trend_margin_share') }} * avg(cast(won_amount as double)) / 3 as margin
    from months
),

judged as (
    select
        trend.*,
        margins.margin,
        case
            when trend.low_90 > -margins.margin and trend.high_90 < margins.margin then 'plateau'
            when trend.low_90 > 0 then 'improving'
            when trend.high_90 < 0 then 'declining'
            else 'inconclusive'
        end as verdict,
        case
            when trend.mann_kendall_s > 0 then (trend.mann_kendall_s - 1) / nullif(sqrt(trend.mann_kendall_variance), 0)
            when trend.mann_kendall_s < 0 then (trend.mann_kendall_s + 1) / nullif(sqrt(trend.mann_kendall_variance), 0)
            else 0
        end as mann_kendall_z
    from trend
    cross join margins
    where trend.points is not null
),

-- a plateau is accepted as the standard where today's targets ask for no more than the last year gave
goals as (
    select
        goals.*,
        max(case when cast(period_start as timestamp) < {{ as_of() }} then period_start end)
            over (partition by owner_type, owner_id, function, goal_metric) as newest_start
    from {{ ref('fct_goals') }} as goals
    where target_value is not null
),

past_means as (
    select
        targets.goal_id,
        targets.goal_metric,
        max(targets.target_value) as target_value,
        max(targets.better) as better,
        avg(cast(past.actual_value as double)) as past_mean
    from goals as targets
    inner join goals as past
        on targets.owner_type = past.owner_type
            and targets.owner_id = past.owner_id
            and targets.function = past.function
            and targets.goal_metric = past.goal_metric
            and past.period_end < targets.period_start
            and past.period_start >= {{ add_months('targets.period_start', -12) }}
    where targets.period_start = targets.newest_start
        and past.actual_value is not null
    group by targets.goal_id, targets.goal_metric
    having count(*) > 1
),

target_shares as (
    select
        goal_metric,
        avg(case
            when better = 'lower' and target_value >= past_mean then cast(1 as double)
            when coalesce(better, 'higher') <> 'lower' and target_value <= past_mean then cast(1 as double)
            else cast(0 as double)
        end) as share,
        count(*) as targets
    from past_means
    group by goal_metric
),

listed as (
    select 'targets_at_or_below_past_mean_share' as detail, goal_metric as category, share as value, targets as points from target_shares
    union all
    select 'smallest_change_worth_having' as detail, null as category, margin as value, points from judged
    union all
    select 'verdict', verdicts.category, case when judged.verdict = verdicts.category then 1 else 0 end, judged.points
    from judged
    cross join {{ listed(['improving', 'plateau', 'declining', 'inconclusive']) }} as verdicts
    union all
    select 'slope_low_95', null, low_95, points from judged
    union all
    select 'slope_high_95', null, high_95, points from judged
    union all
    select 'mann_kendall_s', null, mann_kendall_s, points from judged
    union all
    select 'mann_kendall_variance', null, mann_kendall_variance, points from judged
    union all
    select 'mann_kendall_z', null, mann_kendall_z, points from judged
)

select
    'trailing' as period_grain,
    last_window.period_start,
    'all' as segment_by,
    'all' as segment,
    listed.detail,
    cast(listed.category as {{ dbt.type_string() }}) as category,
    cast(listed.value as double) as value,
    cast(listed.points as bigint) as sample_size
from listed
inner join {{ ref('dim_periods') }} as last_window
    on last_window.period_grain = 'trailing'
where listed.value is not null

-- One row per metric that scores below its target in the newest quarter with an index: what the index would gain at the target,
-- and the cost attached to the metric, if there is one.
-- Why: what to do first is a question of size. Points follow from weights alone; the cost is that of records in the state
-- the metric measures, low, base and high, and no proof that a better figure would save it.
with metric_scores as (
    select * from {{ ref('metric_scores') }}
    where role = 'scored' and period_grain = 'quarter' and segment_by = 'all' and score is not null
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
newest_index as (
    select
        period_start,
        score
    from {{ ref('alignment_index') }}
    where segment_by = 'all' and score is not null
    order by period_start desc
    limit 1
),
dimensions as (
    select
        averaged.dimension,
        averaged.mean_score,
        averaged.measured_weight,
        newest_index.period_start,
        newest_index.score as index_score,
        averaged.dimension_weight / nullif(sum(averaged.dimension_weight) over (), 0) as dimension_weight
    from {{ ref('int_dimensions_averaged') }} as averaged
    inner join newest_index
        on averaged.period_start = newest_index.period_start
    where averaged.is_published and averaged.segment_by = 'all'
),
-- Good leads thrown away as wrong fit belong to no one metric.
causes as (
    select 'unworked_leads' as cause, 'lead_follow_up_rate' as metric
    union all
    select 'slow_response' as cause, 'follow_up_sla_rate' as metric
    union all
    select 'late_discount_excess' as cause, 'late_quarter_discount_premium' as metric
    union all
    select 'concessions_at_cost' as cause, 'concession_leakage_rate' as metric
    union all
    select 'selling_time_on_wrong_fit' as cause, 'wasted_selling_time_share' as metric
),
costs as (
    select
        causes.metric,
        misalignment_cost.cause,
        misalignment_cost.period_start,
        misalignment_cost.low,
        misalignment_cost.base,
        misalignment_cost.high
    from {{ ref('misalignment_cost') }} as misalignment_cost
    inner join causes
        on misalignment_cost.cause = causes.cause
    where misalignment_cost.period_grain = 'latest' and misalignment_cost.segment_by = 'all'
)
select
    metric_scores.metric,
    metric_scores.dimension,
    metric_scores.period_start,
    metric_scores.score,
    -- a target scores 70; the index is a geometric mean, so a dimension's mean counts by its ratio
    dimensions.index_score * (
        power(
            greatest(
                dimensions.mean_score + metric_catalog.weight / nullif(dimensions.measured_weight, 0) * (70.0 - metric_scores.score), 1.0
            ) / greatest(dimensions.mean_score, 1.0),
            dimensions.dimension_weight
        ) - 1.0
    ) as index_points,
    costs.cause,
    costs.period_start as cost_period_start,
    costs.low as cost_low,
    costs.base as cost_base,
    costs.high as cost_high
from metric_scores
inner join dimensions
    on metric_scores.dimension = dimensions.dimension
        and metric_scores.period_start = dimensions.period_start
inner join metric_catalog
    on metric_scores.metric = metric_catalog.metric
left join costs
    on metric_scores.metric = costs.metric
where metric_scores.score < 70.0

-- One row per dimension, closed fiscal quarter and segment: weights, mean score and its standard error, before publication rules.
-- Why: the dimension's own score and the index both need the error, and the printed interval is clamped to 0-100.
with metric_scores as (
    select * from {{ ref('metric_scores') }} where role = 'scored' and period_grain = 'quarter'
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
dimensions as (
    select * from {{ ref('dimensions') }} where planned_weight > 0
),
dimension_weights as (
    select * from {{ ref('dimension_weights') }}
),
periods as (
    select * from {{ ref('periods') }} where period_grain = 'quarter' and is_closed
),
slices as (
    select distinct
        metric_scores.period_grain,
        metric_scores.period_start,
        metric_scores.segment_by,
        metric_scores.segment
    from metric_scores
    inner join periods
        on metric_scores.period_start = periods.period_start
),
weighted as (
    select
        metric_scores.*,
        metric_catalog.weight,
        -- an open end of the interval runs to the end of the scale on that side
        coalesce(metric_scores.ci_high, greatest(metric_catalog.floor_anchor, metric_catalog.stretch_anchor)) as high_end,
        coalesce(metric_scores.ci_low, least(metric_catalog.floor_anchor, metric_catalog.stretch_anchor)) as low_end,
        metric_catalog.score_on,
        {{ score_slope(scored_figure('metric_catalog.score_on', 'metric_scores.value', 'companions.value'), 'metric_catalog.') }} as slope
    from metric_scores
    inner join metric_catalog
        on metric_scores.metric = metric_catalog.metric
    left join (
        {{ companions_scored_on() }}
    ) as companions
        on metric_scores.metric = companions.metric
            and {{ slice_join('metric_scores', 'companions') }}
    where metric_scores.score is not null
),
with_error as (
    select
        *,
        case
            when ci_low is null and ci_high is null then 0.0
            else slope * ({{ scored_length('score_on', 'low_end', 'high_end') }}) / (2 * 1.959963984540054)
        end as score_error
    from weighted
),
folded as (
    select
        slices.period_grain,
        slices.period_start,
        slices.segment_by,
        slices.segment,
        dimensions.dimension,
        dimensions.planned_weight,
        dimension_weights.weight as dimension_weight,
        coalesce(sum(with_error.weight), 0) as measured_weight,
        sum(with_error.weight * with_error.score) as weighted_score,
        sqrt(sum(power(with_error.weight * with_error.score_error, 2))) as weighted_error
    from slices
    cross join dimensions
    inner join dimension_weights
        on dimensions.dimension = dimension_weights.dimension
    left join with_error
        on slices.period_start = with_error.period_start
            and slices.segment_by = with_error.segment_by
            and slices.segment = with_error.segment
            and dimensions.dimension = with_error.dimension
    group by
        slices.period_grain,
        slices.period_start,
        slices.segment_by,
        slices.segment,
        dimensions.dimension,
        dimensions.planned_weight,
        dimension_weights.weight
)
select
    *,
    measured_weight / planned_weight as coverage,
    measured_weight / planned_weight >= {{ var('minimum_dimension_coverage') }} - 1e-9 as is_published,
    weighted_score / nullif(measured_weight, 0) as mean_score,
    weighted_error / nullif(measured_weight, 0) as mean_error,
    coalesce(weighted_score, 0) / planned_weight as bound_low,
    (coalesce(weighted_score, 0) + 100.0 * (planned_weight - measured_weight)) / planned_weight as bound_high
from folded

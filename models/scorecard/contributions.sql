-- One row per metric, fiscal quarter and segment: the points it added to the index since the quarter before.
-- Why: the front page says why the index moved, and the parts must sum to the whole exactly.
-- Method: on the log scale the geometric mean is a weighted sum, so its change splits exactly; log points become index
-- points by the logarithmic mean of the two indices. When the set of measured metrics or dimensions changes, the part
-- that comes from the changed weights is measured against the mean score and goes to the metrics that changed.
with metric_scores as (
    select * from {{ ref('metric_scores') }} where role = 'scored' and period_grain = 'quarter' and score is not null
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
averaged as (
    select * from {{ ref('int_dimensions_averaged') }} where is_published
),
alignment_index as (
    select
        *,
        lag(score) over (partition by segment_by, segment order by period_start) as previous_score,
        lag(period_start) over (partition by segment_by, segment order by period_start) as previous_start
    from {{ ref('alignment_index') }}
),
pairs as (
    select
        period_start,
        previous_start,
        segment_by,
        segment,
        score,
        previous_score,
        ln(score) as log_index,
        ln(previous_score) as previous_log_index,
        -- index points per log point
        case
            when abs(ln(score) - ln(previous_score)) < 1e-12 then score
            else (score - previous_score) / (ln(score) - ln(previous_score))
        end as points_per_log
    from alignment_index
    where score is not null
        and previous_score is not null
),
dimensions as (
    select
        period_start,
        segment_by,
        segment,
        dimension,
        mean_score,
        ln(greatest(mean_score, 1.0)) as log_score,
        dimension_weight / nullif(sum(dimension_weight) over (partition by period_start, segment_by, segment), 0) as dimension_weight
    from averaged
),
{% for side, start in [('now', 'period_start'), ('before', 'previous_start')] -%}
dimensions_{{ side }} as (
    select
        pairs.period_start,
        pairs.segment_by,
        pairs.segment,
        dimensions.dimension,
        dimensions.mean_score,
        dimensions.log_score,
        dimensions.dimension_weight
    from pairs
    inner join dimensions
        on pairs.{{ start }} = dimensions.period_start
            and pairs.segment_by = dimensions.segment_by
            and pairs.segment = dimensions.segment
),
{% endfor -%}
dimension_changes as (
    select
        coalesce(dimensions_now.period_start, dimensions_before.period_start) as period_start,
        coalesce(dimensions_now.segment_by, dimensions_before.segment_by) as segment_by,
        coalesce(dimensions_now.segment, dimensions_before.segment) as segment,
        coalesce(dimensions_now.dimension, dimensions_before.dimension) as dimension,
        dimensions_now.mean_score,
        dimensions_before.mean_score as previous_mean_score,
        coalesce(dimensions_now.dimension_weight, 0) as dimension_weight,
        coalesce(dimensions_before.dimension_weight, 0) as previous_weight,
        -- a dimension that enters or leaves has no change of its own, only a change of weight
        coalesce(dimensions_now.log_score, dimensions_before.log_score) as log_score,
        coalesce(dimensions_before.log_score, dimensions_now.log_score) as previous_log_score
    from dimensions_now
    full outer join dimensions_before
        on dimensions_now.period_start = dimensions_before.period_start
            and dimensions_now.segment_by = dimensions_before.segment_by
            and dimensions_now.segment = dimensions_before.segment
            and dimensions_now.dimension = dimensions_before.dimension
),
dimension_points as (
    select
        dimension_changes.*,
        pairs.previous_start,
        pairs.points_per_log
        * (dimension_changes.dimension_weight + dimension_changes.previous_weight) / 2
        * (dimension_changes.log_score - dimension_changes.previous_log_score) as own_points,
        pairs.points_per_log
        * (dimension_changes.dimension_weight - dimension_changes.previous_weight)
        * ((dimension_changes.log_score + dimension_changes.previous_log_score) / 2
            - (pairs.log_index + pairs.previous_log_index) / 2) as weight_points
    from dimension_changes
    inner join pairs
        on dimension_changes.period_start = pairs.period_start
            and dimension_changes.segment_by = pairs.segment_by
            and dimension_changes.segment = pairs.segment
),
metric_shares as (
    select
        metric_scores.metric,
        metric_scores.dimension,
        metric_scores.period_start,
        metric_scores.segment_by,
        metric_scores.segment,
        metric_scores.score,
        metric_catalog.weight / nullif(
            sum(metric_catalog.weight) over (
                partition by metric_scores.dimension, metric_scores.period_start, metric_scores.segment_by, metric_scores.segment
            ), 0
        ) as metric_share
    from metric_scores
    inner join metric_catalog
        on metric_scores.metric = metric_catalog.metric
),
metric_pairs as (
    select
        dimension_points.period_start,
        dimension_points.segment_by,
        dimension_points.segment,
        dimension_points.dimension,
        metric_shares.metric,
        max(case when metric_shares.period_start = dimension_points.period_start then metric_shares.score end) as score,
        max(case when metric_shares.period_start = dimension_points.previous_start then metric_shares.score end) as previous_score,
        coalesce(max(case when metric_shares.period_start = dimension_points.period_start then metric_shares.metric_share end), 0) as metric_share,
        coalesce(max(case when metric_shares.period_start = dimension_points.previous_start then metric_shares.metric_share end), 0) as previous_share,
        max(dimension_points.mean_score) as mean_score,
        max(dimension_points.previous_mean_score) as previous_mean_score,
        max(dimension_points.own_points) as own_points,
        max(dimension_points.weight_points) as weight_points
    from dimension_points
    inner join metric_shares
        on dimension_points.dimension = metric_shares.dimension
            and dimension_points.segment_by = metric_shares.segment_by
            and dimension_points.segment = metric_shares.segment
            and metric_shares.period_start in (dimension_points.period_start, dimension_points.previous_start)
    group by
        dimension_points.period_start,
        dimension_points.segment_by,
        dimension_points.segment,
        dimension_points.dimension,
        metric_shares.metric
),
metric_moves as (
    select
        *,
        -- the metric's part of the change of its dimension's mean score; over a dimension the parts sum to that change
        coalesce(metric_share * score, 0) - coalesce(previous_share * previous_score, 0)
        - (metric_share - previous_share) * (mean_score + previous_mean_score) / 2 as score_part
    from metric_pairs
)
select
    period_start,
    segment_by,
    segment,
    metric,
    dimension,
    coalesce(
        case
            when abs(mean_score - previous_mean_score) > 1e-9 then own_points * score_part / (mean_score - previous_mean_score)
            -- the dimension stood still while its metrics moved against each other: the parts cancel
            else 0.0
        end, 0.0
    )
    + weight_points * coalesce(
        case when mean_score is null then previous_share when previous_mean_score is null then metric_share
            else (metric_share + previous_share) / 2 end, 0.0
    ) as points
from metric_moves

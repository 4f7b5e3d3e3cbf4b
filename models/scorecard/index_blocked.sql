-- One row, or none: the newest closed quarter, when failed data checks alone keep its index from being final.
-- Why: an index that shrank because its inputs cannot be believed must not replace the last good one.
with metric_scores as (
    select *
    from {{ ref('metric_scores') }}
    where role = 'scored' and period_grain = 'quarter' and segment_by = 'all'
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
alignment_index as (
    select * from {{ ref('alignment_index') }} where segment_by = 'all'
),
newest_quarter as (
    select max(period_start) as period_start from alignment_index
),
if_believed as (
    select
        dimensions.dimension,
        dimension_weights.weight,
        coalesce(sum(metric_catalog.weight), 0) / dimensions.planned_weight as coverage
    from dimensions
    inner join dimension_weights
        on dimensions.dimension = dimension_weights.dimension
    cross join newest_quarter
    left join metric_scores
        on dimensions.dimension = metric_scores.dimension
            and newest_quarter.period_start = metric_scores.period_start
            and metric_scores.status in ('measured', 'flagged', 'blocked')
    left join metric_catalog
        on metric_scores.metric = metric_catalog.metric
    group by dimensions.dimension, dimensions.planned_weight, dimension_weights.weight
),
folded as (
    select
        count(case when coverage >= {{ var('minimum_dimension_coverage') }} - 1e-9 then 1 end) as dimensions,
        sum(case when coverage >= {{ var('minimum_dimension_coverage') }} - 1e-9 then weight * coverage else 0 end)
        / nullif(sum(weight), 0) as coverage
    from if_believed
)
select
    alignment_index.period_start,
    alignment_index.coverage,
    folded.coverage as coverage_if_believed
from alignment_index
inner join newest_quarter
    on alignment_index.period_start = newest_quarter.period_start
cross join folded
where alignment_index.provisional
    and folded.dimensions >= {{ var('minimum_index_dimensions') }}
    and folded.coverage >= {{ var('minimum_index_coverage') }} - 1e-9

-- One row per dimension of the index: its weight, and how far apart the executives who set it are.
-- Why: there is no evidence for unequal weights, so they are equal until leaders spread 100 points each in
-- seeds/dimension_points.csv; then the mean counts, and the spread is shown.
with dimensions as (
    select * from {{ ref('dimensions') }} where planned_weight > 0
),
dimension_points as (
    select * from {{ ref('dimension_points') }}
),
executives as (
    select
        executive,
        cast(sum(points) as double) as points
    from dimension_points
    group by executive
),
shares as (
    select
        dimensions.dimension,
        executives.executive,
        -- a dimension an executive does not name got none of the points
        coalesce(cast(sum(dimension_points.points) as double), 0.0) / nullif(max(executives.points), 0) as share
    from dimensions
    cross join executives
    left join dimension_points
        on dimensions.dimension = dimension_points.dimension
            and executives.executive = dimension_points.executive
    group by dimensions.dimension, executives.executive
),
averaged as (
    select
        dimension,
        avg(share) as weight,
        min(share) as lowest_share,
        max(share) as highest_share,
        count(share) as executives
    from shares
    group by dimension
)
select
    dimensions.dimension,
    coalesce(averaged.weight, 1.0 / count(*) over ()) as weight,
    averaged.lowest_share,
    averaged.highest_share,
    coalesce(averaged.executives, 0) as executives
from dimensions
left join averaged
    on dimensions.dimension = averaged.dimension

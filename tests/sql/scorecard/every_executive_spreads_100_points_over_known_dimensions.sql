-- Executives of seeds/dimension_points.csv whose points do not make 100, and dimensions there that the index does not have.
with dimension_points as (
    select * from {{ ref('dimension_points') }}
),
dimensions as (
    select * from {{ ref('dimensions') }} where planned_weight > 0
)
select
    executive,
    'points do not sum to 100' as problem
from dimension_points
group by executive
having abs(sum(points) - 100) > 1e-6
    or min(points) < 0
union all
select
    dimension_points.executive,
    'unknown dimension ' || dimension_points.dimension as problem
from dimension_points
left join dimensions
    on dimension_points.dimension = dimensions.dimension
where dimensions.dimension is null

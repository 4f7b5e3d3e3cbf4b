-- Values of published tables: t(.975) = 12.7062 for 1, 2.2281 for 10, 1.9840 for 100 degrees of freedom.
with known as (
    select 1 as degrees_of_freedom, 12.7062047362 as t_95
    union all select 10 as degrees_of_freedom, 2.22813885199 as t_95
    union all select 100 as degrees_of_freedom, 1.98397151852 as t_95
)

select cast(known.degrees_of_freedom as double) as found
from known
left join {{ ref('t_quantiles') }} as t_quantiles
    on known.degrees_of_freedom = t_quantiles.degrees_of_freedom
where t_quantiles.t_95 is null
    or abs(t_quantiles.t_95 - known.t_95) > 1e-9

union all

select cast(count(*) as double) as found
from {{ ref('t_quantiles') }}
having count(*) <> 1000
    or min(degrees_of_freedom) <> 1
    or max(degrees_of_freedom) <> 1000
    or count(distinct degrees_of_freedom) <> 1000

-- One row per companion figure of the horizon gap: the weight each function has on goals that pay out later, goal by goal.
-- Why: no gap with nothing long-term on either side is short-termism, not alignment.
with goal_weights as (
    select * from {{ ref('fct_goal_weights') }}
),

by_function as (
    select
        {{ slice_columns() }},
        function,
        sum(case when horizon = 'multi_period' then weight_share else 0 end) as long_weight,
        sum(goals) as goals,
        max(functions) as functions
    from goal_weights
    group by {{ slice_columns() }}, function
)

select
    {{ slice_columns() }},
    'long_term_weight' as detail,
    function as category,
    long_weight as value,
    cast(goals as bigint) as sample_size
from by_function

union all

select
    {{ slice_columns() }},
    'long_term_weight_by_goal' as detail,
    function || ', ' || goal_metric as category,
    sum(weight_share) as value,
    cast(sum(goals) as bigint) as sample_size
from goal_weights
where horizon = 'multi_period'
group by {{ slice_columns() }}, function, goal_metric

union all

select
    {{ slice_columns() }},
    'only_one_function_has_goals' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(1 as double) as value,
    cast(sum(goals) as bigint) as sample_size
from by_function
where segment_by = 'all'
group by {{ slice_columns() }}
having max(functions) = 1

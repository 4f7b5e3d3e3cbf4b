-- One row per companion figure of the goal overlap: each function's weights, the largest single sales weight.
-- Why: a token shared goal of 5 % looks aligned until the vectors stand side by side.
with goal_weights as (
    select * from {{ ref('fct_goal_weights') }}
),

by_goal as (
    select
        {{ slice_columns() }},
        function,
        goal_metric,
        sum(weight_share) as weight_share,
        sum(goals) as goals,
        max(functions) as functions
    from goal_weights
    group by {{ slice_columns() }}, function, goal_metric
),

side_by_side as (
    select
        {{ slice_columns() }},
        goal_metric,
        sum(case when function = 'sales' then weight_share else 0 end) as sales_share,
        sum(case when function = 'marketing' then weight_share else 0 end) as marketing_share,
        sum(goals) as goals,
        max(functions) as functions
    from by_goal
    group by {{ slice_columns() }}, goal_metric
)

select
    {{ slice_columns() }},
    function || '_weight' as detail,
    goal_metric as category,
    weight_share as value,
    cast(goals as bigint) as sample_size
from by_goal

union all

-- 'sales volume is the only measure of sales' would be 1
select
    {{ slice_columns() }},
    'sales_single_goal_share' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    max(weight_share) as value,
    cast(sum(goals) as bigint) as sample_size
from by_goal
where function = 'sales'
group by {{ slice_columns() }}

union all

-- what selling below list costs the seller: 0 is a weight too, where goals are on file
select
    {{ slice_columns() }},
    'sales_weight_on_price_goals' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    sum(case when goal_metric = 'price_realization' then weight_share else 0 end) as value,
    cast(sum(goals) as bigint) as sample_size
from by_goal
where function = 'sales'
group by {{ slice_columns() }}

union all

select
    {{ slice_columns() }},
    'total_variation_distance' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    sum(abs(sales_share - marketing_share)) / 2 as value,
    cast(sum(goals) as bigint) as sample_size
from side_by_side
group by {{ slice_columns() }}
having max(functions) = 2

union all

select
    {{ slice_columns() }},
    'only_one_function_has_goals' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(1 as double) as value,
    cast(sum(goals) as bigint) as sample_size
from side_by_side
where segment_by = 'all'
group by {{ slice_columns() }}
having max(functions) = 1

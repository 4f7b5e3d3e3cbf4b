-- One row per fiscal quarter, company or region: how far apart the two functions are in the weight of goals that pay out later.
-- Why: one side paid for this quarter and the other for next year will never agree on what to do today.
with goal_weights as (
    select * from {{ ref('fct_goal_weights') }}
),

long_weights as (
    select
        {{ slice_columns() }},
        sum(case when function = 'sales' and horizon = 'multi_period' then weight_share else 0 end) as sales_long,
        sum(case when function = 'marketing' and horizon = 'multi_period' then weight_share else 0 end) as marketing_long,
        max(functions) as functions,
        sum(goals) as goals
    from goal_weights
    group by {{ slice_columns() }}
)

select
    {{ slice_columns() }},
    case when functions = 2 then abs(marketing_long - sales_long) end as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(goals as bigint) as sample_size,
    cast(0 as bigint) as pending
from long_weights
-- a region where only one function has goals of its own compares nothing
where segment_by = 'all' or functions = 2

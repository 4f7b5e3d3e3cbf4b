-- One row per fiscal quarter, company or region: the share of goal weight that sales and marketing put on the same goals.
-- Why: two teams paid for different things will do different things.
with goal_weights as (
    select * from {{ ref('fct_goal_weights') }}
),

-- matched on what is measured (goal_metric), not on what the goal is called
goals_side_by_side as (
    select
        {{ slice_columns() }},
        goal_metric,
        sum(case when function = 'sales' then weight_share else 0 end) as sales_share,
        sum(case when function = 'marketing' then weight_share else 0 end) as marketing_share,
        max(functions) as functions,
        sum(goals) as goals
    from goal_weights
    group by {{ slice_columns() }}, goal_metric
)

select
    {{ slice_columns() }},
    case when max(functions) = 2 then sum(least(sales_share, marketing_share)) end as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(sum(goals) as bigint) as sample_size,
    cast(0 as bigint) as pending
from goals_side_by_side
group by {{ slice_columns() }}
-- a region where only one function has goals of its own compares nothing
having segment_by = 'all' or max(functions) = 2

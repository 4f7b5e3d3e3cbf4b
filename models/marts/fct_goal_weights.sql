-- One row per fiscal quarter, company or region, function (sales, marketing), goal and horizon: its share of the weight
-- of all goals of that function active on the quarter's last day.
-- Why: what people are paid for is compared as weights that add up to 1, whoever the rows belong to.
with goals as (
    select * from {{ ref('fct_goals') }} where function in ('sales', 'marketing') and weight is not null
),

quarters as (
    select period_start, period_end from {{ ref('dim_periods') }} where period_grain = 'quarter'
),

active as (
    select
        {{ segments('goals') }},
        quarters.period_start as quarter_start,
        goals.function,
        goals.goal_metric,
        goals.horizon,
        goals.weight
    from goals
    inner join quarters
        on quarters.period_end between goals.period_start and goals.period_end
),

sliced as (
    {{ fan_out('active', ['function', 'goal_metric', 'horizon', 'weight'], ['quarter']) }}
),

summed as (
    select
        {{ slice_columns() }},
        function,
        goal_metric,
        horizon,
        count(*) as goals,
        cast(sum(weight) as double) as weight
    from sliced
    -- goals of a whole function belong to no region
    where segment <> '(not set)'
    group by {{ slice_columns() }}, function, goal_metric, horizon
)

select
    summed.*,
    weight / nullif(sum(weight) over (partition by {{ slice_columns() }}, function), 0) as weight_share,
    max(case when function = 'sales' then 1 else 0 end) over (partition by {{ slice_columns() }})
        + max(case when function = 'marketing' then 1 else 0 end) over (partition by {{ slice_columns() }}) as functions
from summed

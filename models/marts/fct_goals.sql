-- One row per goal, with the region it is set for: that of its owner's team; goals of a whole function have none.
-- Why: goals are owned by users, teams and functions alike, and each kind finds its region differently.
with goals as (
    select * from {{ ref('goals') }}
),

users as (
    select * from {{ ref('users') }}
),

teams as (
    select * from {{ ref('teams') }}
)

select
    goals.goal_id,
    goals.owner_type,
    goals.owner_id,
    goals.function,
    goals.goal_metric,
    goals.period_start,
    goals.period_end,
    goals.target_value,
    goals.actual_value,
    goals.weight,
    goals.horizon,
    goals.better,
    -- a goal is met at its target, from whichever side is better; unknown without an actual
    case when goals.better = 'lower' then goals.actual_value <= goals.target_value else goals.actual_value >= goals.target_value end
        as is_met,
    coalesce(own_team.region, users_team.region) as region,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as team,
    cast(null as {{ dbt.type_string() }}) as product_family
from goals
left join teams as own_team
    on goals.owner_type = 'team'
        and goals.owner_id = own_team.team_id
left join users
    on goals.owner_type = 'user'
        and goals.owner_id = users.user_id
left join teams as users_team
    on users.team_id = users_team.team_id

-- One row per user, with the team their records are published under.
-- Why: a team of fewer than minimum_team_size people is folded into its parent, so that no figure points at a person.
with users as (
    select * from {{ ref('users') }}
),
teams as (
    select * from {{ ref('teams') }}
),
-- A team's line of parents, nearest first; four levels up is deeper than sales organisations go.
parents as (
    select team_id, team_id as ancestor_id, 0 as steps from teams
    union all
    select team_id, parent_team_id as ancestor_id, 1 as steps from teams where parent_team_id is not null
    {%- for steps in [2, 3, 4] %}
    union all
    select
        teams.team_id,
        {% for step in range(1, steps) %}{% if loop.last %}parent_{{ step }}.parent_team_id{% endif %}{% endfor %} as ancestor_id,
        {{ steps }} as steps
    from teams
    {% for step in range(1, steps) -%}
    inner join teams as parent_{{ step }}
        on {{ 'teams' if step == 1 else 'parent_' ~ (step - 1) }}.parent_team_id = parent_{{ step }}.team_id
    {% endfor -%}
    where parent_{{ steps - 1 }}.parent_team_id is not null
    {%- endfor %}
),
present_users as (
    select *
    from users
    where (hired_on is null or cast(hired_on as timestamp) <= {{ as_of() }})
        and (left_on is null or cast(left_on as timestamp) > {{ as_of() }})
),
team_sizes as (
    select
        parents.ancestor_id as team_id,
        count(distinct present_users.user_id) as team_size
    from parents
    inner join present_users
        on parents.team_id = present_users.team_id
    group by parents.ancestor_id
),
published as (
    select
        parents.team_id,
        parents.ancestor_id,
        row_number() over (partition by parents.team_id order by parents.steps) as nearness
    from parents
    inner join team_sizes
        on parents.ancestor_id = team_sizes.team_id
    where team_sizes.team_size >= {{ var('minimum_team_size') }}
)
select
    users.user_id,
    users.team_id,
    users.function,
    own_team.region,
    coalesce(published_team.team_name, published_team.team_id) as team,
    users.hired_on,
    users.left_on,
    users.ramp_days
from users
left join teams as own_team
    on users.team_id = own_team.team_id
left join published
    on users.team_id = published.team_id
        and published.nearness = 1
left join teams as published_team
    on published.ancestor_id = published_team.team_id

-- One row per owner record of HubSpot, as a user.
-- Why: records are owned by owners, whose team and role stand with the user behind them.
with owner as (
    select * from {{ source('hubspot', 'owner') }}
),
hubspot_users as (
    select
        {{ hubspot_id('users.user_id') }} as user_id,
        max({{ hubspot_id('users.primary_team_id') }}) as team_id,
        max(role.role_name) as role_name
    from {{ source('hubspot', 'users') }} as users
    left join {{ source('hubspot', 'role') }} as role
        on {{ hubspot_id('users.role_id') }} = {{ hubspot_id('role.role_id') }}
    group by {{ hubspot_id('users.user_id') }}
),
owner_teams as (
    select * from {{ ref('int_hubspot_owner_teams') }}
),
joined as (
    select
        owner.*,
        coalesce(owner_teams.team_id, hubspot_users.team_id) as team_id,
        coalesce(owner.role, hubspot_users.role_name) as role_name,
        coalesce(by_owner.meaning, by_user.meaning, by_role.meaning, by_team.meaning) as function
    from owner
    left join hubspot_users
        on {{ hubspot_id('owner.user_id') }} = hubspot_users.user_id
    left join owner_teams
        on {{ hubspot_id('owner.owner_id') }} = owner_teams.owner_id
    left join {{ ref('int_hubspot_teams') }} as hubspot_teams
        on coalesce(owner_teams.team_id, hubspot_users.team_id) = hubspot_teams.team_id
    left join {{ meanings('hubspot', 'function') }} as by_owner
        on {{ hubspot_id('owner.owner_id') }} = by_owner.value
    left join {{ meanings('hubspot', 'function') }} as by_user
        on {{ hubspot_id('owner.user_id') }} = by_user.value
    left join {{ meanings('hubspot', 'function') }} as by_role
        on lower(trim(coalesce(owner.role, hubspot_users.role_name))) = by_role.value
    left join {{ meanings('hubspot', 'function') }} as by_team
        on lower(hubspot_teams.team_name) = by_team.value
)
{# an owner that is archived has left, and records still name it: it is no deleted record -#}
{{ stage_from('users', 'joined', {
    'user_id': hubspot_id('owner_id'),
    'team_id': 'team_id',
    'function': 'function',
    'role': 'role_name',
    'hired_on': moment_text('hired_on'),
    'left_on': moment_text('left_on'),
    'ramp_days': 'ramp_days',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
}) }}

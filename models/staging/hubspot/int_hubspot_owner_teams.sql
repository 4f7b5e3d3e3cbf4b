-- One row per owner with a team: the main one.
-- Why: landings say it in a table of its own, in a list on the owner, or by the team's name alone.
with owner as (
    select * from {{ source('hubspot', 'owner') }}
),
owner_team as (
    select * from {{ source('hubspot', 'owner_team') }}
),
owner_rows as (
    select row_id, max({{ hubspot_id('owner_id') }}) as owner_id
    from owner
    where row_id is not null
    group by row_id
),
listed as (
    select
        coalesce({{ hubspot_id('owner_team.owner_id') }}, owner_rows.owner_id) as owner_id,
        {{ hubspot_id('owner_team.team_id') }} as team_id,
        trim(owner_team.team_name) as team_name,
        case when {{ says_yes('owner_team.is_primary') }} then 0 else 1 end as preference
    from owner_team
    left join owner_rows
        on owner_team.parent_row_id = owner_rows.row_id
    where not {{ says_yes('owner_team.is_deleted_by_loader') }}
    union all
    select
        {{ hubspot_id('owner_id') }} as owner_id,
        case when teams like '[%' then {{ json_text('teams', '$[0].id') }} else trim(teams) end as team_id,
        case when teams like '[%' then {{ json_text('teams', '$[0].name') }} else trim(teams) end as team_name,
        2 as preference
    from owner
    where teams is not null and teams <> '[]'
),
ranked as (
    select
        *,
        row_number() over (partition by owner_id order by preference, team_id) as position
    from listed
    where owner_id is not null and team_id is not null
)
select owner_id, team_id, team_name
from ranked
where position = 1

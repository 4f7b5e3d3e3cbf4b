-- One row per team that only its owners name.
-- Why: landings without a table of teams would leave every owner in a team nobody knows.
with owner as (
    select
        {{ hubspot_id('owner_id') }} as owner_id,
        min(_source) as _source,
        min(_file) as _file,
        min(_line) as _line
    from {{ source('hubspot', 'owner') }}
    group by {{ hubspot_id('owner_id') }}
),
known_teams as (
    select distinct {{ hubspot_id('team_id') }} as team_id
    from {{ source('hubspot', 'team') }}
),
named as (
    select
        owner_teams.team_id,
        max(owner_teams.team_name) as team_name,
        min(owner._source) as _source,
        min(owner._file) as _file,
        min(owner._line) as _line
    from {{ ref('int_hubspot_owner_teams') }} as owner_teams
    inner join owner
        on owner_teams.owner_id = owner.owner_id
    left join known_teams
        on owner_teams.team_id = known_teams.team_id
    where known_teams.team_id is null
    group by owner_teams.team_id
),
joined as (
    select named.*, by_name.meaning as function
    from named
    left join {{ meanings('hubspot', 'function') }} as by_name
        on lower(named.team_name) = by_name.value
)
{{ stage_from('teams', 'joined', {
    'team_id': 'team_id',
    'team_name': 'team_name',
    'function': 'function',
    'source_system': "'hubspot'",
}) }}

-- One row per team record of HubSpot.
-- Why: what a team does is told by its name, or by what mapping.yml says of it.
with team as (
    select * from {{ source('hubspot', 'team') }}
),
joined as (
    select
        team.*,
        {{ hubspot_deleted('team') }} as is_gone,
        coalesce(by_name.meaning, by_id.meaning) as function
    from team
    left join {{ meanings('hubspot', 'function') }} as by_name
        on lower(trim(team.team_name)) = by_name.value
    left join {{ meanings('hubspot', 'function') }} as by_id
        on {{ hubspot_id('team.team_id') }} = by_id.value
)
{{ stage_from('teams', 'joined', {
    'team_id': hubspot_id('team_id'),
    'team_name': 'team_name',
    'function': 'function',
    'region': 'region',
    'parent_team_id': hubspot_id('parent_team_id'),
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}) }}

-- One row per team of HubSpot: id and name.
-- Why: landings without a table of teams name them with their owners.
with listed as (
    select {{ hubspot_id('team_id') }} as team_id, trim(team_name) as team_name
    from {{ source('hubspot', 'team') }}
    union all
    select team_id, team_name from {{ ref('int_hubspot_owner_teams') }}
)
select team_id, max(team_name) as team_name
from listed
where team_id is not null
group by team_id

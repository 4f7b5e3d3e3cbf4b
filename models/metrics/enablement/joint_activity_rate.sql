-- One row per sales team and whole month since the first hand-off: at least one activity both functions attended, or none.
-- Why: teams that never plan, train or spend time together learn of each other from complaints.
with joint_activities as (
    select * from {{ ref('joint_activities') }} where sales_attendees > 0 and marketing_attendees > 0
),

teams as (
    select * from {{ ref('teams') }} where function = 'sales'
),

-- the name a team's figures are published under; small teams are folded into their parent
published_teams as (
    select team_id, max(team) as team from {{ ref('dim_owners') }} where team_id is not null group by team_id
),

months as (
    select
        months.period_start,
        months.period_end
    from {{ ref('dim_periods') }} as months
    cross join (select {{ local_date('min(handed_off_at)') }} as first_on from {{ ref('fct_lead_journeys') }}) as hand_offs
    where months.period_grain = 'month'
        and months.is_closed
        and (hand_offs.first_on is null or months.period_end >= hand_offs.first_on)
),

attended as (
    select distinct
        joint_activities.team_id,
        months.period_start
    from joint_activities
    inner join months
        on {{ local_date('joint_activities.occurred_at') }} between months.period_start and months.period_end
),

observations as (
    select
        months.period_start as observed_on,
        teams.region,
        cast(null as {{ dbt.type_string() }}) as segment,
        cast(null as {{ dbt.type_string() }}) as channel,
        published_teams.team,
        cast(null as {{ dbt.type_string() }}) as product_family,
        attended.team_id is not null as success,
        true as is_mature
    from teams
    cross join months
    left join published_teams
        on teams.team_id = published_teams.team_id
    left join attended
        on teams.team_id = attended.team_id
            and months.period_start = attended.period_start
)

{{ summarise_proportion('observations', anchor='observed_on') }}

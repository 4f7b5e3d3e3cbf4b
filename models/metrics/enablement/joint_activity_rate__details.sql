-- One row per companion figure of joint work: activities by type, hours, regularity, whether a liaison or a shared place exists.
-- Why: a rhythm matters more than a kick-off, and the kinds of activity show how far it goes.
with joint_activities as (
    select
        joint_activities.*,
        {{ local_date('joint_activities.occurred_at') }} as occurred_on
    from {{ ref('joint_activities') }} as joint_activities
    where sales_attendees > 0 and marketing_attendees > 0
),

teams as (
    select * from {{ ref('teams') }} where function = 'sales'
),

published_teams as (
    select team_id, max(team) as team from {{ ref('dim_owners') }} where team_id is not null group by team_id
),

attended as (
    select
        joint_activities.occurred_on as observed_on,
        teams.region,
        cast(null as {{ dbt.type_string() }}) as segment,
        cast(null as {{ dbt.type_string() }}) as channel,
        published_teams.team,
        cast(null as {{ dbt.type_string() }}) as product_family,
        teams.team_id,
        lower(coalesce(joint_activities.activity_type, '(not set)')) as activity_type,
        coalesce(joint_activities.duration_minutes, 0) as minutes,
        {{ date_gap_days(
            'lag(joint_activities.occurred_on) over (partition by teams.team_id order by joint_activities.occurred_on, joint_activities.joint_activity_id)',
            'joint_activities.occurred_on'
        ) }} as gap_days
    from joint_activities
    inner join teams
        on joint_activities.team_id = teams.team_id
    left join published_teams
        on teams.team_id = published_teams.team_id
),

-- who was there at the end of the period, and what for
liaisons as (
    select
        periods.period_grain,
        periods.period_start,
        max(case when lower(users.role) like '%liaison%' then 1 else 0 end) as has_liaison_role,
        count(*) as people
    from {{ ref('users') }} as users
    inner join {{ ref('dim_periods') }} as periods
        on (users.hired_on is null or users.hired_on <= periods.period_end)
            and (users.left_on is null or users.left_on > periods.period_end)
    where users.role is not null
        and periods.period_grain in ('quarter', 'trailing')
    group by periods.period_grain, periods.period_start
),

-- where they sit
sites as (
    select
        periods.period_grain,
        periods.period_start,
        users.site,
        cast(sum(case when users.function = 'sales' then 1 else 0 end) as double) as sales_people,
        cast(sum(case when users.function = 'marketing' then 1 else 0 end) as double) as marketing_people
    from {{ ref('users') }} as users
    inner join {{ ref('dim_periods') }} as periods
        on (users.hired_on is null or users.hired_on <= periods.period_end)
            and (users.left_on is null or users.left_on > periods.period_end)
    where users.site is not null
        and users.function in ('sales', 'marketing')
        and periods.period_grain in ('quarter', 'trailing')
    group by periods.period_grain, periods.period_start, users.site
),

site_shares as (
    select
        sites.*,
        sales_people / nullif(sum(sales_people) over (partition by period_grain, period_start), 0) as sales_share,
        marketing_people / nullif(sum(marketing_people) over (partition by period_grain, period_start), 0) as marketing_share
    from sites
),

{{ sliced('attended', ['activity_type', 'minutes', 'gap_days'], anchor='observed_on', name='gaps') }},

observations as (
    select
        observed_on,
        {{ segments() }},
        'joint_activities' as detail,
        activity_type as category,
        1 as part,
        null as whole,
        1 as records
    from attended

    union all

    select
        observed_on,
        {{ segments() }},
        'joint_hours' as detail,
        null as category,
        minutes / cast(60 as double) as part,
        null as whole,
        1 as records
    from attended
)

{{ summarise_details('observations', anchor='observed_on') }}

union all

-- days between activities of a team: their spread over their mean, 0 for a steady rhythm, about 1 for none
select
    {{ slice_columns() }},
    'gap_variation' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    stddev_samp(cast(gap_days as double)) / nullif(avg(cast(gap_days as double)), 0) as value,
    cast(count(gap_days) as bigint) as sample_size
from gaps
where gap_days is not null
group by {{ slice_columns() }}
having count(gap_days) > 1 and avg(cast(gap_days as double)) > 0
{%- for flag, words in [('has_liaison', "%liaison%"), ('has_collocation', "%collocation%")] %}

union all

select
    {{ slice_columns() }},
    '{{ flag }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(max(case when activity_type like '{{ words }}' then 1 else 0 end) as double) as value,
    cast(count(*) as bigint) as sample_size
from gaps
group by {{ slice_columns() }}
{%- endfor %}

union all

select
    period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    'has_liaison_role' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(has_liaison_role as double) as value,
    cast(people as bigint) as sample_size
from liaisons

union all

-- of both functions' people, how many have somebody of the other across the corridor: the overlap of where they sit
select
    period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    'site_overlap_share' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    sum(least(sales_share, marketing_share)) as value,
    cast(sum(sales_people + marketing_people) as bigint) as sample_size
from site_shares
group by period_grain, period_start
having least(sum(sales_people), sum(marketing_people)) >= {{ var('minimum_team_size') }}

-- One row per user, by key; the function is what data/mapping.yml or the standard names of roles, profiles and titles say.
-- Why: whose change or call it was decides what it means.
{%- set told_by = [('by_id', 'landed.id'), ('by_kind', 'landed.user_type'), ('by_role', 'coalesce(user_role.team_name, landed.user_role_name)'), ('by_profile', 'coalesce(profile.profile_name, landed.profile_name)'), ('by_title', 'landed.title'), ('by_field', 'landed.function')] %}
with {{ salesforce_records('user') }},
user_role as (
    select * from {{ ref('stg_salesforce__user_role') }} where _set_aside_reason is null
),
-- reports give a user's role by name only
named_roles as (
    select
        team_name,
        max(team_id) as team_id,
        max(function) as function
    from user_role
    group by team_name
    having count(*) = 1
),
profile as (
    select * from {{ ref('stg_salesforce__profile') }} where _set_aside_reason is null
),
joined as (
    select
        landed.*,
        coalesce(user_role.team_id, named_roles.team_id) as team_id,
        coalesce(user_role.team_name, landed.user_role_name, landed.title) as role,
        coalesce(
            by_id.meaning,
            by_field.meaning,
            landed.function,
            by_kind.meaning,
            by_role.meaning,
            by_profile.meaning,
            by_title.meaning,
            user_role.function,
            named_roles.function
        ) as known_function,
        -- nobody records when someone left: they last logged in before
        case
            when {{ says_no(blank_is_no('user', 'is_active')) }} then coalesce(landed.last_login_date, landed.last_modified_date)
        end as last_seen_on
    from landed
    left join user_role
        on landed.user_role_id = user_role.team_id
    left join named_roles
        on case when landed.user_role_id is null then landed.user_role_name end = named_roles.team_name
    left join profile
        on landed.profile_id = profile.profile_id
    {% for alias, value in told_by -%}
    left join {{ meanings('salesforce', 'function') }} as {{ alias }}
        on lower(trim({{ value }})) = {{ alias }}.value
    {% endfor %}
)
{{ stage_from('users', 'joined', {
    'user_id': 'id',
    'team_id': 'team_id',
    'function': 'known_function',
    'role': 'role',
    'manager_user_id': 'manager_id',
    'site': 'site',
    'hired_on': 'hired_on',
    'left_on': 'coalesce(left_on, last_seen_on)',
    'ramp_days': 'ramp_days',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='set_aside') }}

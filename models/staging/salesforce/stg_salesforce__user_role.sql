-- One row per role, which stands for a team.
-- Why: teams publish figures, and small ones are folded into the role they report to.
with {{ salesforce_records('user_role') }},
joined as (
    select
        landed.*,
        coalesce(by_field.meaning, landed.function, by_name.meaning) as known_function
    from landed
    left join {{ meanings('salesforce', 'function') }} as by_name
        on lower(trim(landed.name)) = by_name.value
    left join {{ meanings('salesforce', 'function') }} as by_field
        on lower(trim(landed.function)) = by_field.value
)
{{ stage_from('teams', 'joined', {
    'team_id': 'id',
    'team_name': 'name',
    'function': 'known_function',
    'region': 'region',
    'parent_team_id': 'parent_role_id',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='set_aside') }}

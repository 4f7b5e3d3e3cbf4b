-- One row per meeting in the calendar, on a lead, its contact or a deal.
-- Why: meetings are the work that counts most; copies for each invitee and patterns of series are not meetings.
with {{ salesforce_activities(
    'event',
    happened_at='coalesce(landed.start_date_time, landed.activity_date_time, landed.activity_date)',
    kind='kept.type',
) }}
{{ stage_from('sales_activities', 'linked', {
    'activity_id': 'id',
    'lead_id': 'own_lead_id',
    'opportunity_id': 'about_opportunity_id',
    'account_id': 'own_account_id',
    'user_id': 'user_id',
    'activity_type': "coalesce(activity_type, 'meeting')",
    'is_automated': "case automated when 'automated' then 'true' else 'false' end",
    'occurred_at': 'coalesce(start_date_time, activity_date_time, ' ~ only_day('activity_date') ~ ')',
    'duration_minutes': 'duration_in_minutes',
    'message_theme': 'message_theme',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out="coalesce(set_aside, case when is_gone then 'deleted at source' when " ~ says_yes('is_recurrence') ~ " then 'the pattern of a series, not one of it' when " ~ says_yes('is_child') ~ " then 'a copy of another event for an invitee' when function in ('marketing', 'customer_success') then 'not an activity of sales' end)") }}

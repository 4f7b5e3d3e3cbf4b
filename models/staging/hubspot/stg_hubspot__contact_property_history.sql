-- One row per record of HubSpot's history of contacts, as a change of a lead's status.
-- Why: it is how a lead was handled; what each record tells is worked out in int_hubspot_contact_changes.
with changes as (
    select * from {{ ref('int_hubspot_contact_changes') }}
)
{{ stage_from('lead_status_events', 'changes', {
    'event_id': "lead_id || '-' || property_name || '-' || cast(moment as " ~ dbt.type_string() ~ ")",
    'lead_id': 'lead_id',
    'changed_at': "case when property_name = 'hubspot_owner_id' then cast(told_at as " ~ dbt.type_string() ~ ") else " ~ moment_text('changed_at') ~ " end",
    'from_status': 'from_status',
    'to_status': 'to_status',
    'changed_by_user_id': 'changed_by',
    'reason_code': 'reason_code',
    'sales_quality_rating': 'rating',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when " ~ says_yes('is_deleted_by_loader') ~ " then 'true' end",
}, left_out='left_out') }}

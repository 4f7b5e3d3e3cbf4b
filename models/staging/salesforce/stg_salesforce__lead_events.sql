-- One row per event of a lead that its history does not hold and that follows from what it does hold.
-- Why: they stand beside the events on record, typed like them.
with events as (
    select * from {{ ref('int_salesforce_events_inferred') }}
)
{{ stage_from('lead_status_events', 'events', {
    'event_id': 'event_id',
    'lead_id': 'lead_id',
    'changed_at': 'changed_at',
    'to_status': 'to_status',
    'changed_by_user_id': 'changed_by_user_id',
    'loaded_at': 'loaded_at',
}) }}

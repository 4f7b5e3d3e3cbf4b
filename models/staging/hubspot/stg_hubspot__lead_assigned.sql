-- One row per record of HubSpot's leads object: when it was made, as the assignment of its contact.
-- Why: a lead record is made when a contact is put into the hands of sales.
with leads as (
    select
        record_id,
        contact_id,
        created_at,
        loaded_at,
        is_gone,
        _source,
        -- a row besides the one that accounts for the record
        _file || ' (assigned)' as _file,
        _line
    from {{ ref('int_hubspot_leads') }}
)
{{ stage_from('lead_status_events', 'leads', {
    'event_id': "contact_id || '-lead-assigned-' || record_id",
    'lead_id': 'contact_id',
    'changed_at': moment_text('created_at'),
    'to_status': "'assigned'",
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}, left_out="case when contact_id is null then 'names no contact' end") }}

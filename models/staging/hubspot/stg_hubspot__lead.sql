-- One row per record of HubSpot's leads object: the stage it stands in, as a change of its contact's status.
-- Why: a team that works leads as records of their own decides on them there, not on the contact.
with leads as (
    select * from {{ ref('int_hubspot_leads') }}
)
{{ stage_from('lead_status_events', 'leads', {
    'event_id': "contact_id || '-lead-' || record_id",
    'lead_id': 'contact_id',
    'changed_at': moment_text('entered_stage_at'),
    'to_status': 'to_status',
    'changed_by_user_id': 'owner_user_id',
    'reason_code': "case when to_status in ('rejected', 'disqualified', 'recycled', 'unresponsive') then reason_code end",
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}, left_out="case
            when contact_id is null then 'names no contact'
            when to_status is null then 'a stage without a meaning (lead_status in mapping.yml)'
        end") }}

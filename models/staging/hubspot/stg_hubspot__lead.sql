-- One row per record of HubSpot's leads object: the stage it stands in, as a change of its contact's status, where no history of it is there.
-- Why: a team that works leads as records of their own decides on them there, not on the contact.
with told as (
    select distinct {{ hubspot_id('lead_id') }} as record_id
    from {{ source('hubspot', 'lead_property_history') }}
    where {{ hubspot_property('property') }} = 'hs_pipeline_stage'
),
leads as (
    select
        leads.*,
        told.record_id is not null as is_told
    from {{ ref('int_hubspot_leads') }} as leads
    left join told
        on leads.record_id = told.record_id
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
            when is_told then 'told by the history of its stages'
            when to_status is null then 'a stage without a meaning (lead_status in mapping.yml)'
        end") }}

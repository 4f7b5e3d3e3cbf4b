-- One row per record of the leads object, with the contact it is about and what its stage means.
-- Why: one record tells two things, when a contact came into sales' hands and where it stands.
with lead as (
    select * from {{ source('hubspot', 'lead') }}
),
lead_contacts as (
    select {{ hubspot_id('lead_id') }} as lead_id, min({{ hubspot_id('contact_id') }}) as contact_id
    from {{ source('hubspot', 'lead_contact') }}
    where not {{ says_yes('is_deleted_by_loader') }}
    group by {{ hubspot_id('lead_id') }}
),
stages as (
    select * from {{ ref('int_hubspot_lead_stages') }}
),
{{ owner_names() }},
about as (
    select
        lead.*,
        {{ hubspot_id('lead.lead_id') }} as record_id,
        coalesce(lead_contacts.contact_id, {{ first_id('lead.contact_ids') }}) as contact_id,
        coalesce(stages.stage_name, lead.hs_pipeline_stage) as stage_name
    from lead
    left join lead_contacts
        on {{ hubspot_id('lead.lead_id') }} = lead_contacts.lead_id
    left join stages
        on trim(lead.hs_pipeline_stage) = stages.stage_id
)
select
    about.record_id,
    coalesce(contacts_merged.contact_id, about.contact_id) as contact_id,
    about.createdate as created_at,
    about.entered_stage_at,
    lead_status.meaning as to_status,
    coalesce(reason.meaning, about.reason) as reason_code,
    {{ owner_of('about') }} as owner_user_id,
    about.loaded_at,
    {{ hubspot_deleted('about') }} as is_gone,
    about._source,
    about._file,
    about._line
from about
left join {{ ref('int_hubspot_contacts_merged') }} as contacts_merged
    on about.contact_id = contacts_merged.merged_id
left join owner_names
    on about.owner_name = owner_names.named
left join {{ meanings('hubspot', 'lead_status') }} as lead_status
    on lower(trim(about.stage_name)) = lead_status.value
left join {{ meanings('hubspot', 'reason') }} as reason
    on lower(trim(about.reason)) = reason.value

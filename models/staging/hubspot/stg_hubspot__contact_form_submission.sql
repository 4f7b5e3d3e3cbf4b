-- One row per form a contact filled in, as a touch of marketing.
-- Why: it is the touch that most often makes a lead; its channel is the one that first brought the contact.
with submission as (
    select
        contact_form_submission.*,
        coalesce(contacts_merged.contact_id, {{ hubspot_id('contact_form_submission.contact_id') }}) as lead_id
    from {{ source('hubspot', 'contact_form_submission') }} as contact_form_submission
    left join {{ ref('int_hubspot_contacts_merged') }} as contacts_merged
        on {{ hubspot_id('contact_form_submission.contact_id') }} = contacts_merged.merged_id
),
joined as (
    select
        submission.*,
        contacts.email as person_key,
        coalesce(channel.meaning, contacts.lead_source) as channel
    from submission
    left join {{ ref('int_hubspot_contacts') }} as contacts
        on submission.lead_id = contacts.contact_id
    left join {{ meanings('hubspot', 'channel') }} as channel
        on lower(trim(contacts.lead_source)) = channel.value
)
{{ stage_from('touchpoints', 'joined', {
    'touchpoint_id': "lead_id || '-form-' || coalesce(conversion_id, form_id, '') || '-' || cast(" ~ moment('occurred_at') ~ " as " ~ dbt.type_string() ~ ")",
    'person_key': 'person_key',
    'lead_id': 'lead_id',
    'channel': 'channel',
    'touch_type': "'form'",
    'function': "'marketing'",
    'occurred_at': moment_text('occurred_at'),
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when " ~ says_yes('is_deleted_by_loader') ~ " then 'true' end",
}) }}

-- One row per event of the website; visits of pages by known contacts are touches of marketing.
-- Why: a page read again before talking to sales is part of the journey; its channel is the one that first brought the contact.
with web_event as (
    select
        web_event.*,
        coalesce(contacts_merged.contact_id, {{ hubspot_id('web_event.contact_id') }}) as lead_id
    from {{ source('hubspot', 'web_event') }} as web_event
    left join {{ ref('int_hubspot_contacts_merged') }} as contacts_merged
        on {{ hubspot_id('web_event.contact_id') }} = contacts_merged.merged_id
),
joined as (
    select
        web_event.*,
        contacts.email as person_key,
        coalesce(channel.meaning, contacts.lead_source) as channel,
        -- a table of page views alone does not say of each that it is one
        case when web_event.event_type is null then 'page_view' else touch_type.meaning end as known_type
    from web_event
    left join {{ ref('int_hubspot_contacts') }} as contacts
        on web_event.lead_id = contacts.contact_id
    left join {{ meanings('hubspot', 'touch_type') }} as touch_type
        on lower(trim(web_event.event_type)) = touch_type.value
    left join {{ meanings('hubspot', 'channel') }} as channel
        on lower(trim(contacts.lead_source)) = channel.value
)
{{ stage_from('touchpoints', 'joined', {
    'touchpoint_id': "'web-' || coalesce(event_id, lead_id || '-' || occurred_at)",
    'person_key': 'person_key',
    'lead_id': 'lead_id',
    'channel': 'channel',
    'touch_type': 'known_type',
    'function': "'marketing'",
    'occurred_at': moment_text('occurred_at'),
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when " ~ says_yes('is_deleted_by_loader') ~ " then 'true' end",
}, left_out="case
            when lower(trim(object_type)) not in ('contact', 'contacts', '0-1') then 'not of a contact'
            when known_type is null then 'no visit of a page'
        end") }}

-- One row per event of a marketing e-mail; opens and clicks are touches of marketing.
-- Why: that an e-mail was sent or bounced is nothing its reader did, and what HubSpot filters was opened by a machine.
with email_event as (
    select * from {{ source('hubspot', 'email_event') }}
),
readers as (
    select email, min(contact_id) as contact_id
    from {{ ref('int_hubspot_contacts') }}
    where email is not null
    group by email
),
joined as (
    select
        email_event.*,
        readers.contact_id,
        touch_type.meaning as known_type
    from email_event
    left join readers
        on email_event.recipient = readers.email
    left join {{ meanings('hubspot', 'touch_type') }} as touch_type
        on lower(trim(email_event.event_type)) = touch_type.value
)
{{ stage_from('touchpoints', 'joined', {
    'touchpoint_id': 'event_id',
    'person_key': 'recipient',
    'lead_id': 'contact_id',
    'campaign_id': hubspot_id('email_campaign_id'),
    'channel': "'email'",
    'touch_type': 'known_type',
    'function': "'marketing'",
    'occurred_at': moment_text('occurred_at'),
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when " ~ says_yes('is_deleted_by_loader') ~ " then 'true' end",
}, left_out="case
            when known_type is null then 'nothing the reader of an e-mail did'
            when " ~ says_yes('is_filtered') ~ " then 'filtered by HubSpot as the act of a machine'
        end") }}

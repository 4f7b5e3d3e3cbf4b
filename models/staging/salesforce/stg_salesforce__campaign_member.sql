-- One row per member of a campaign: a touch on the day of the first response, which Salesforce keeps as a day only.
-- Why: being on a list touches nobody. Where responses are not recorded at all, joining the campaign is the touch.
with {{ salesforce_records('campaign_member') }},
merged as (
    select * from {{ ref('int_salesforce_records_merged') }}
),
contacts as (
    select * from {{ ref('stg_salesforce__contact') }} where _set_aside_reason is null
),
converted as (
    select * from {{ ref('int_salesforce_contacts_converted') }}
),
leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _set_aside_reason is null
),
campaigns as (
    select * from {{ ref('stg_salesforce__campaign') }} where _set_aside_reason is null
),
dated as (
    select
        landed.*,
        coalesce(merged_lead.master_id, landed.lead_id) as own_lead_id,
        coalesce(merged_contact.master_id, landed.contact_id) as own_contact_id,
        coalesce({{ salesforce_time('landed.created_date') }}, {{ as_of() }}) as joined_at,
        landed.first_responded_date is not null
        or {{ says_yes('landed.has_responded') }}
        or (select coalesce(max(first_responded_date), max(has_responded)) from {{ source('salesforce', 'campaign_member') }}) is null as is_touch
    from landed
    left join merged as merged_lead
        on landed.lead_id = merged_lead.record_id
    left join merged as merged_contact
        on landed.contact_id = merged_contact.record_id
),
joined as (
    select
        dated.*,
        coalesce(dated.own_lead_id, converted.lead_id) as known_lead_id,
        coalesce(leads.person_key, contacts.person_key) as person_key,
        coalesce(dated.account_id, contacts.account_id, leads.account_id) as known_account_id,
        coalesce(dated.first_responded_date, dated.created_date) as touched_at,
        campaigns.channel,
        coalesce(dated.message_theme, campaigns.message_theme) as known_theme,
        coalesce(touch_types.meaning, dated.status) as touch_type
    from dated
    left join contacts
        on dated.own_contact_id = contacts.contact_id
    left join converted
        on case when dated.own_lead_id is null then dated.own_contact_id end = converted.contact_id
            and dated.joined_at >= converted.stands_from
            and dated.joined_at < converted.stands_until
    left join leads
        on coalesce(dated.own_lead_id, converted.lead_id) = leads.lead_id
    left join campaigns
        on dated.campaign_id = campaigns.campaign_id
    left join {{ meanings('salesforce', 'touch_type') }} as touch_types
        on lower(trim(dated.status)) = touch_types.value
)
{{ stage_from('touchpoints', 'joined', {
    'touchpoint_id': 'id',
    'person_key': 'person_key',
    'lead_id': 'known_lead_id',
    'account_id': 'known_account_id',
    'campaign_id': 'campaign_id',
    'channel': "coalesce(channel, 'campaign')",
    'touch_type': 'touch_type',
    'function': "'marketing'",
    'message_theme': 'known_theme',
    'content_id': 'content_id',
    'occurred_at': only_day('touched_at'),
    'recorded_at': 'created_date',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out="coalesce(set_aside, case when not is_gone and not is_touch then 'has not responded to the campaign' end)") }}

-- One row per contact record of HubSpot, as a lead.
-- Why: a contact is who marketing brings in; one merged into another is counted there, and its deals are its conversions.
with contact as (
    select * from {{ source('hubspot', 'contact') }}
),
contacts as (
    select * from {{ ref('int_hubspot_contacts') }}
),
deal_contacts as (
    select * from {{ ref('int_hubspot_deal_contacts') }}
),
deals as (
    select
        {{ hubspot_id('deal_id') }} as deal_id,
        min({{ moment('createdate') }}) as created_at
    from {{ source('hubspot', 'deal') }}
    where not {{ hubspot_deleted('deal') }}
    group by {{ hubspot_id('deal_id') }}
),
-- the first deal since the contact was marketing's, else the first of all
conversions as (
    select
        deal_contacts.contact_id,
        deals.deal_id,
        row_number() over (
            partition by deal_contacts.contact_id
            order by
                case when deals.created_at < contacts.became_mql_at then 1 else 0 end,
                deals.created_at nulls last,
                deals.deal_id
        ) as position
    from deal_contacts
    inner join deals
        on deal_contacts.deal_id = deals.deal_id
    inner join contacts
        on deal_contacts.contact_id = contacts.contact_id
),
contact_companies as (
    select {{ hubspot_id('contact_id') }} as contact_id, min({{ hubspot_id('company_id') }}) as company_id
    from {{ source('hubspot', 'contact_company') }}
    where not {{ says_yes('is_deleted_by_loader') }}
    group by {{ hubspot_id('contact_id') }}
),
{{ owner_names() }},
joined as (
    select
        contact.*,
        {{ hubspot_deleted('contact') }} as is_gone,
        {{ owner_of('contact') }} as owner_user_id,
        contacts_merged.merged_id,
        conversions.deal_id,
        coalesce(
            {{ hubspot_id('contact.company_id') }}, contact_companies.company_id, {{ first_id('contact.company_ids') }}
        ) as account_id,
        coalesce(lead_status.meaning, contact.hs_lead_status, lifecycle.meaning, contact.lifecycle_stage) as status,
        coalesce(channel.meaning, contact.hs_analytics_source) as channel,
        coalesce(lead_class.meaning, contact.lead_class) as known_lead_class
    from contact
    left join {{ ref('int_hubspot_contacts_merged') }} as contacts_merged
        on {{ hubspot_id('contact.contact_id') }} = contacts_merged.merged_id
    left join conversions
        on {{ hubspot_id('contact.contact_id') }} = conversions.contact_id
            and conversions.position = 1
    left join contact_companies
        on {{ hubspot_id('contact.contact_id') }} = contact_companies.contact_id
    left join owner_names
        on contact.owner_name = owner_names.named
    left join {{ meanings('hubspot', 'lead_status') }} as lead_status
        on lower(trim(contact.hs_lead_status)) = lead_status.value
    left join {{ meanings('hubspot', 'lead_status') }} as lifecycle
        on lower(trim(contact.lifecycle_stage)) = lifecycle.value
    left join {{ meanings('hubspot', 'channel') }} as channel
        on lower(trim(contact.hs_analytics_source)) = channel.value
    left join {{ meanings('hubspot', 'lead_class') }} as lead_class
        on lower(trim(contact.lead_class)) = lead_class.value
)
{{ stage_from('leads', 'joined', {
    'lead_id': hubspot_id('contact_id'),
    'person_key': 'email',
    'account_id': 'account_id',
    'created_at': moment_text('createdate'),
    'mql_at': moment_text('became_mql_at'),
    'handed_off_at': moment_text('handed_off_at'),
    'lead_source': 'channel',
    'status': 'status',
    'is_converted': "case when deal_id is not null then 'true' else 'false' end",
    'first_response_at': moment_text('first_response_at'),
    'source_campaign_id': hubspot_id('source_campaign_id'),
    'lead_score': 'lead_score',
    'lead_score_band': 'lead_score_band',
    'score_model_version': 'score_model_version',
    'predicted_conversion_probability': 'predicted_conversion_probability',
    'fit_grade': 'fit_grade',
    'lead_class': 'known_lead_class',
    'segment': 'segment',
    'region': 'region',
    'owner_user_id': 'owner_user_id',
    'converted_opportunity_id': 'deal_id',
    'exclusion_reason': 'exclusion_reason',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}, left_out="case when merged_id is not null then 'merged into another record' end") }}

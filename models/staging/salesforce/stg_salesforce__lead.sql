-- One row per lead; score, hand-off and class are fields of the company's own, named in data/mapping.yml.
-- Why: a converted lead stays a lead, and of merged ones the master does.
with {{ salesforce_records('lead') }},
merged as (
    select * from {{ ref('int_salesforce_records_merged') }}
),
users as (
    select * from {{ ref('int_salesforce_users_known') }}
),
-- the campaign a lead came by: the first it responded to, else the first it was in
campaign_member as (
    select
        coalesce(merged.master_id, {{ salesforce_id('campaign_member.lead_id') }}) as lead_id,
        {{ salesforce_id('campaign_member.campaign_id') }} as campaign_id,
        {{ salesforce_time('campaign_member.first_responded_date') }} as responded_on,
        {{ salesforce_time('campaign_member.created_date') }} as joined_at,
        campaign_member.id
    from {{ source('salesforce', 'campaign_member') }} as campaign_member
    left join merged
        on {{ salesforce_id('campaign_member.lead_id') }} = merged.record_id
    where campaign_member.lead_id is not null
),
first_campaigns as (
    select
        lead_id,
        campaign_id,
        row_number() over (partition by lead_id order by responded_on nulls last, joined_at nulls last, id) as position
    from campaign_member
),
joined as (
    select
        landed.*,
        coalesce(merged.master_id, landed.converted_account_id) as account_id,
        coalesce(landed.source_campaign_id, first_campaigns.campaign_id) as known_campaign_id,
        case when coalesce(landed.owner_id, users.user_id) not like '00G%' then coalesce(landed.owner_id, users.user_id) end as owner_user_id,
        coalesce(lead_classes.meaning, landed.lead_class) as known_class,
        {{ blank_is_no('lead', 'is_converted') }} as known_converted,
        coalesce(
            landed.first_response_at,
            case
                when {{ salesforce_time('landed.first_call_date_time') }} > {{ salesforce_time('landed.first_email_date_time') }} then landed.first_email_date_time
                else coalesce(landed.first_call_date_time, landed.first_email_date_time)
            end
        ) as responded_at
    from landed
    left join merged
        on landed.converted_account_id = merged.record_id
    left join users
        on case when landed.owner_id is null then landed.owner_name end = users.name
    left join first_campaigns
        on landed.id = first_campaigns.lead_id
            and first_campaigns.position = 1
    left join {{ meanings('salesforce', 'lead_class') }} as lead_classes
        on lower(trim(coalesce(landed.lead_class, landed.lead_source))) = lead_classes.value
)
{{ stage_from('leads', 'joined', {
    'lead_id': 'id',
    'person_key': 'email',
    'account_id': 'account_id',
    'created_at': 'created_date',
    'mql_at': 'mql_at',
    'handed_off_at': 'handed_off_at',
    'lead_source': 'lead_source',
    'status': 'status',
    'is_converted': 'known_converted',
    'first_response_at': 'responded_at',
    'source_campaign_id': 'known_campaign_id',
    'lead_score': 'lead_score',
    'lead_score_band': 'lead_score_band',
    'score_model_version': 'score_model_version',
    'predicted_conversion_probability': 'predicted_conversion_probability',
    'fit_grade': 'fit_grade',
    'lead_class': 'known_class',
    'segment': 'segment',
    'region': 'region',
    'owner_user_id': 'owner_user_id',
    'converted_opportunity_id': 'converted_opportunity_id',
    'converted_at': only_day('converted_date'),
    'exclusion_reason': 'exclusion_reason',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out="coalesce(set_aside, case when master_record_id is not null then 'merged into another record' end)") }}

-- One row per deal. Sales' claim is the lead source unless mapping.yml names a field; marketing's is a campaign on the deal.
-- Why: closed and won are what the stage means, else what Salesforce's flags say, which some exports leave blank for no.
with {{ salesforce_records('opportunity') }},
merged as (
    select * from {{ ref('int_salesforce_records_merged') }}
),
users as (
    select * from {{ ref('int_salesforce_users_known') }}
),
converting_leads as (
    select
        converted_opportunity_id as opportunity_id,
        min_by(lead_id, coalesce(converted_at, created_at)) as lead_id
    from {{ ref('stg_salesforce__lead') }}
    where _set_aside_reason is null and converted_opportunity_id is not null
    group by converted_opportunity_id
),
contact_roles as (
    select * from {{ ref('stg_salesforce__opportunity_contact_role') }} where _set_aside_reason is null and is_primary
),
converted as (
    select * from {{ ref('int_salesforce_contacts_converted') }}
),
-- a deal opened after conversion comes from the lead its primary contact was at the time
contact_leads as (
    select
        landed.id as opportunity_id,
        min(converted.lead_id) as lead_id
    from landed
    inner join contact_roles
        on landed.id = contact_roles.opportunity_id
    inner join converted
        on contact_roles.contact_id = converted.contact_id
            and coalesce({{ salesforce_time('landed.created_date') }}, {{ as_of() }}) >= converted.stands_from
            and coalesce({{ salesforce_time('landed.created_date') }}, {{ as_of() }}) < converted.stands_until
    group by landed.id
),
joined as (
    select
        landed.*,
        coalesce(merged.master_id, landed.account_id) as own_account_id,
        coalesce(landed.owner_id, users.user_id) as owner_user_id,
        coalesce(converting_leads.lead_id, contact_leads.lead_id) as lead_id,
        coalesce(types.meaning, case when lower(trim(landed.type)) in ('new', 'expansion', 'renewal') then lower(trim(landed.type)) end) as opportunity_type,
        case
            when stages.meaning in ('won', 'lost') then 'true'
            when stages.meaning = 'open' then 'false'
            else {{ blank_is_no('opportunity', 'is_closed') }}
        end as known_closed,
        case
            when stages.meaning = 'won' then 'true'
            when stages.meaning in ('lost', 'open') then 'false'
            else {{ blank_is_no('opportunity', 'is_won') }}
        end as known_won,
        coalesce(landed.sales_claimed_source, claims.meaning, landed.lead_source) as sales_claim,
        coalesce(landed.marketing_claimed_source, case when landed.campaign_id is not null then 'marketing' end) as marketing_claim
    from landed
    left join merged
        on landed.account_id = merged.record_id
    left join users
        on case when landed.owner_id is null then landed.owner_name end = users.name
    left join converting_leads
        on landed.id = converting_leads.opportunity_id
    left join contact_leads
        on landed.id = contact_leads.opportunity_id
    {% for alias, subject, value in [
        ('types', 'opportunity_type', 'landed.type'),
        ('stages', 'stage', 'landed.stage_name'),
        ('claims', 'claim', 'landed.lead_source'),
    ] -%}
    left join {{ meanings('salesforce', subject) }} as {{ alias }}
        on lower(trim({{ value }})) = {{ alias }}.value
    {% endfor %}
)
{{ stage_from('opportunities', 'joined', {
    'opportunity_id': 'id',
    'account_id': 'own_account_id',
    'primary_lead_id': 'lead_id',
    'primary_campaign_id': 'campaign_id',
    'product_id': 'product_id',
    'owner_user_id': 'owner_user_id',
    'opportunity_type': 'opportunity_type',
    'created_at': 'created_date',
    'close_date': only_day('close_date'),
    'stage': 'stage_name',
    'is_closed': 'known_closed',
    'is_won': 'known_won',
    'amount': 'amount',
    'list_amount': 'list_amount',
    'currency_code': 'currency_iso_code',
    'segment': 'segment',
    'region': 'region',
    'product_family': 'product_family',
    'sales_claimed_source': 'sales_claim',
    'marketing_claimed_source': 'marketing_claim',
    'message_theme': 'message_theme',
    'lost_reason': 'lost_reason',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='set_aside') }}

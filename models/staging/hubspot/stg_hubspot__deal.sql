-- One row per deal record of HubSpot, as an opportunity.
-- Why: whether a deal is won stands with its pipeline's stage; whom it came from, with its contacts.
with deal as (
    select * from {{ source('hubspot', 'deal') }}
),
stages as (
    select * from {{ ref('int_hubspot_deal_stages') }}
),
contacts as (
    select * from {{ ref('int_hubspot_contacts') }}
),
-- of its contacts, the one marketing qualified first is the lead it came from
deal_leads as (
    select
        deal_contacts.deal_id,
        deal_contacts.contact_id,
        row_number() over (
            partition by deal_contacts.deal_id
            order by contacts.became_mql_at nulls last, contacts.created_at nulls last, deal_contacts.contact_id
        ) as position
    from {{ ref('int_hubspot_deal_contacts') }} as deal_contacts
    inner join contacts
        on deal_contacts.contact_id = contacts.contact_id
    where not contacts.is_gone
),
deal_companies as (
    select
        {{ hubspot_id('deal_id') }} as deal_id,
        -- 5 is HubSpot's own type of the primary company
        coalesce(
            max(case when trim(type_id) = '5' then {{ hubspot_id('company_id') }} end), min({{ hubspot_id('company_id') }})
        ) as company_id
    from {{ source('hubspot', 'deal_company') }}
    where not {{ says_yes('is_deleted_by_loader') }}
    group by {{ hubspot_id('deal_id') }}
),
{{ owner_names() }},
joined as (
    select
        deal.*,
        {{ hubspot_deleted('deal') }} as is_gone,
        {{ owner_of('deal') }} as owner_user_id,
        deals_merged.merged_id,
        deal_leads.contact_id as primary_lead_id,
        coalesce(
            {{ hubspot_id('deal.company_id') }}, deal_companies.company_id, {{ first_id('deal.company_ids') }}
        ) as account_id,
        coalesce(stages.stage_name, deal.dealstage) as stage_name,
        coalesce(
            stages.outcome,
            stage.meaning,
            case
                when {{ says_yes('deal.hs_is_closed_won') }} then 'won'
                when {{ says_yes('deal.hs_is_closed') }} then 'lost'
                else 'open'
            end
        ) as outcome,
        opportunity_type.meaning as known_type,
        coalesce(channel.meaning, deal.marketing_claimed_source) as marketing_source,
        coalesce(sales_channel.meaning, deal.sales_claimed_source) as sales_source
    from deal
    left join {{ ref('int_hubspot_deals_merged') }} as deals_merged
        on {{ hubspot_id('deal.deal_id') }} = deals_merged.merged_id
    left join stages
        on trim(deal.dealstage) = stages.stage_id
    left join deal_leads
        on {{ hubspot_id('deal.deal_id') }} = deal_leads.deal_id
            and deal_leads.position = 1
    left join deal_companies
        on {{ hubspot_id('deal.deal_id') }} = deal_companies.deal_id
    left join owner_names
        on deal.owner_name = owner_names.named
    left join {{ meanings('hubspot', 'stage') }} as stage
        on lower(trim(deal.dealstage)) = stage.value
    left join {{ meanings('hubspot', 'opportunity_type') }} as opportunity_type
        on lower(trim(deal.dealtype)) = opportunity_type.value
    left join {{ meanings('hubspot', 'channel') }} as channel
        on lower(trim(deal.marketing_claimed_source)) = channel.value
    left join {{ meanings('hubspot', 'channel') }} as sales_channel
        on lower(trim(deal.sales_claimed_source)) = sales_channel.value
)
{{ stage_from('opportunities', 'joined', {
    'opportunity_id': hubspot_id('deal_id'),
    'account_id': 'account_id',
    'primary_lead_id': 'primary_lead_id',
    'primary_campaign_id': hubspot_id('hs_campaign'),
    'product_id': hubspot_id('product_id'),
    'owner_user_id': 'owner_user_id',
    'opportunity_type': 'known_type',
    'created_at': moment_text('createdate'),
    'close_date': moment_text('close_date'),
    'closed_at': "case when outcome <> 'open' then " ~ moment_text('close_date') ~ " end",
    'stage': 'stage_name',
    'is_closed': "case when outcome = 'open' then 'false' else 'true' end",
    'is_won': "case when outcome = 'won' then 'true' else 'false' end",
    'amount': 'amount',
    'list_amount': 'list_amount',
    'currency_code': 'currency_code',
    'segment': 'segment',
    'region': 'region',
    'product_family': 'product_family',
    'sales_claimed_source': 'sales_source',
    'marketing_claimed_source': 'marketing_source',
    'message_theme': 'message_theme',
    'lost_reason': 'closed_lost_reason',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}, left_out="case when merged_id is not null then 'merged into another record' end") }}

-- One row per line item of HubSpot.
-- Why: its price is before, its amount after the discount; lines of a quote count where its deal has none of its own.
with line_item as (
    select * from {{ source('hubspot', 'line_item') }}
),
line_deals as (
    select {{ hubspot_id('line_item_id') }} as line_item_id, min({{ hubspot_id('deal_id') }}) as deal_id
    from {{ source('hubspot', 'line_item_deal') }}
    where not {{ says_yes('is_deleted_by_loader') }}
    group by {{ hubspot_id('line_item_id') }}
),
attached as (
    select
        line_item.*,
        {{ hubspot_deleted('line_item') }} as is_gone,
        coalesce(line_deals.deal_id, {{ first_id('line_item.deal_ids') }}) as deal_id
    from line_item
    left join line_deals
        on {{ hubspot_id('line_item.line_item_id') }} = line_deals.line_item_id
),
own as (
    select
        attached.*,
        coalesce(deals_merged.deal_id, attached.deal_id) as own_deal_id
    from attached
    left join {{ ref('int_hubspot_deals_merged') }} as deals_merged
        on attached.deal_id = deals_merged.merged_id
),
deals_with_lines as (
    select distinct own_deal_id from own where own_deal_id is not null and not is_gone
),
joined as (
    select
        own.*,
        coalesce(own.own_deal_id, quote_lines.opportunity_id) as opportunity_id,
        case when own.own_deal_id is null and quote_lines.opportunity_id is not null then 'true' end as was_quoted,
        case
            when own.own_deal_id is not null then null
            when quote_lines.line_item_id is null then 'belongs to no deal'
            when quote_lines.opportunity_id is null then 'a line of a quote that was not ordered'
            when deals_with_lines.own_deal_id is not null then 'the deal has lines of its own'
        end as left_out
    from own
    left join {{ ref('int_hubspot_quote_lines') }} as quote_lines
        on {{ hubspot_id('own.line_item_id') }} = quote_lines.line_item_id
    left join deals_with_lines
        on quote_lines.opportunity_id = deals_with_lines.own_deal_id
)
{{ stage_from('opportunity_line_items', 'joined', {
    'line_item_id': hubspot_id('line_item_id'),
    'opportunity_id': 'opportunity_id',
    'product_id': hubspot_id('product_id'),
    'product_family': 'product_family',
    'quantity': 'quantity',
    'list_unit_price': 'list_unit_price',
    'sold_unit_price': 'cast(try_cast(amount as double) / nullif(try_cast(quantity as double), 0) as decimal(18, 2))',
    'unit_cost': 'unit_cost',
    'bundle_id': 'bundle_id',
    'was_quoted': 'was_quoted',
    'is_in_final_order': "'true'",
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}, left_out='left_out') }}

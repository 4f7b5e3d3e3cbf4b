-- One row per product on a quote; those of the quote a deal was ordered by are its lines where it has none of its own.
-- Why: a team that prices on quotes may not put products on deals, and without list prices there is no discount.
with {{ salesforce_records('quote_line_item') }},
quotes as (
    select * from {{ ref('stg_salesforce__quote') }} where _set_aside_reason is null
),
own_lines as (
    select distinct opportunity_id
    from {{ ref('stg_salesforce__opportunity_line_item') }}
    where _set_aside_reason is null
),
pricebook_entries as (
    select * from {{ ref('stg_salesforce__pricebook_entry') }} where _set_aside_reason is null
),
products as (
    select * from {{ ref('stg_salesforce__product_2') }} where _set_aside_reason is null
),
joined as (
    select
        landed.*,
        quotes.opportunity_id,
        coalesce(landed.list_price, pricebook_entries.unit_price) as known_list_price,
        coalesce(landed.product_2_id, products.product_id) as known_product_id,
        products.product_family,
        -- the price of a quote stands before its discount in percent
        case
            when {{ salesforce_number('landed.discount') }} is null then landed.unit_price
            else cast(
                cast({{ salesforce_number('landed.unit_price') }} * (1 - {{ salesforce_number('landed.discount') }} / 100) as decimal(18, 2))
                as {{ dbt.type_string() }}
            )
        end as known_unit_price,
        coalesce(landed.set_aside, case
            when quotes.quote_id is null then 'its quote is not there'
            when not quotes.is_ordered then 'a line of a quote that was not ordered'
            when own_lines.opportunity_id is not null then 'the deal has lines of its own'
        end) as left_out
    from landed
    left join quotes
        on landed.quote_id = quotes.quote_id
    left join own_lines
        on quotes.opportunity_id = own_lines.opportunity_id
    left join pricebook_entries
        on landed.pricebook_entry_id = pricebook_entries.pricebook_entry_id
    left join products
        on coalesce(landed.product_2_id, pricebook_entries.product_id) = products.product_id
)
{{ stage_from('opportunity_line_items', 'joined', {
    'line_item_id': 'id',
    'opportunity_id': 'opportunity_id',
    'product_id': 'known_product_id',
    'product_family': 'product_family',
    'quantity': 'quantity',
    'list_unit_price': 'known_list_price',
    'sold_unit_price': 'known_unit_price',
    'unit_cost': 'unit_cost',
    'bundle_id': 'bundle_id',
    'was_quoted': "'true'",
    'is_in_final_order': "'true'",
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='left_out') }}

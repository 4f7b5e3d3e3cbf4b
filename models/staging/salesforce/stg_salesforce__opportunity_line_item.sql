-- One row per product on a deal, at the price sold and the list price; without its own list price, that of its price book.
-- Why: discounts are the difference of the two. What stands on a deal is what was ordered; removed lines are gone.
with {{ salesforce_records('opportunity_line_item') }},
pricebook_entries as (
    select * from {{ ref('stg_salesforce__pricebook_entry') }} where _set_aside_reason is null
),
products as (
    select * from {{ ref('stg_salesforce__product_2') }} where _set_aside_reason is null
),
joined as (
    select
        landed.*,
        coalesce(landed.list_price, pricebook_entries.unit_price) as known_list_price,
        products.product_id,
        products.product_family
    from landed
    left join pricebook_entries
        on landed.pricebook_entry_id = pricebook_entries.pricebook_entry_id
    left join products
        on coalesce(landed.product_2_id, pricebook_entries.product_id) = products.product_id
)
{{ stage_from('opportunity_line_items', 'joined', {
    'line_item_id': 'id',
    'opportunity_id': 'opportunity_id',
    'product_id': 'coalesce(product_2_id, product_id)',
    'product_family': 'product_family',
    'quantity': 'quantity',
    'list_unit_price': 'known_list_price',
    'sold_unit_price': 'unit_price',
    'unit_cost': 'unit_cost',
    'bundle_id': 'bundle_id',
    'was_quoted': 'was_quoted',
    'is_in_final_order': "'true'",
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='set_aside') }}

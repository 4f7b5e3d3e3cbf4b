-- One row per product, with its price in the standard price book, or in the only price book it is in.
-- Why: list prices stand in price books. Prices in several currencies are no single list price.
with {{ salesforce_records('product_2') }},
prices as (
    select
        pricebook_entries.product_id,
        max(pricebook_entries.unit_price) as list_price,
        max(pricebook_entries.currency_code) as currency_code
    from {{ ref('stg_salesforce__pricebook_entry') }} as pricebook_entries
    left join {{ ref('stg_salesforce__pricebook_2') }} as pricebooks
        on pricebook_entries.pricebook_id = pricebooks.pricebook_id
    where pricebook_entries._set_aside_reason is null
        and pricebook_entries.is_active
        and coalesce(pricebooks.is_standard, true)
    group by pricebook_entries.product_id
    having count(*) = 1
),
joined as (
    select
        landed.*,
        prices.list_price,
        prices.currency_code
    from landed
    left join prices
        on landed.id = prices.product_id
)
{{ stage_from('products', 'joined', {
    'product_id': 'id',
    'product_name': 'name',
    'product_family': 'family',
    'list_price': 'list_price',
    'currency_code': 'currency_code',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='set_aside') }}

-- One row per product of HubSpot.
-- Why: its price is the list price.
with product as (
    select
        product.*,
        {{ hubspot_deleted('product') }} as is_gone
    from {{ source('hubspot', 'product') }} as product
)
{{ stage_from('products', 'product', {
    'product_id': hubspot_id('product_id'),
    'product_name': 'product_name',
    'product_family': 'product_family',
    'list_price': 'list_price',
    'currency_code': 'currency_code',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}) }}

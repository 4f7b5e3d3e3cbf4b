-- One row per price of a product in a price book.
-- Why: a line without its list price takes it from here, and a product its own.
with {{ salesforce_records('pricebook_entry') }}
select
    id as pricebook_entry_id,
    pricebook_2_id as pricebook_id,
    product_2_id as product_id,
    unit_price,
    currency_iso_code as currency_code,
    not {{ says_no(blank_is_no('pricebook_entry', 'is_active')) }} as is_active,
    _source,
    _file,
    _line,
    case
        when set_aside is not null then set_aside
        when id is null then 'id is missing'
        when is_gone then 'deleted at source'
    end as _set_aside_reason
from landed

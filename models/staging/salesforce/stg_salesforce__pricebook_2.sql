-- One row per price book.
-- Why: list prices are those of the standard one.
with {{ salesforce_records('pricebook_2') }}
select
    id as pricebook_id,
    {{ says_yes(blank_is_no('pricebook_2', 'is_standard')) }} as is_standard,
    _source,
    _file,
    _line,
    case
        when set_aside is not null then set_aside
        when id is null then 'id is missing'
        when is_gone then 'deleted at source'
    end as _set_aside_reason
from landed

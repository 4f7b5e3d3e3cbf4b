-- One row per closed deal whose line items are on record: whether a bundle was quoted, and whether one was broken up.
-- Why: a bundle is rejected when the customer ordered less than was quoted, whichever of several bundles it was.
with deals as (
    select * from {{ ref('fct_deals') }} where is_closed
),

opportunity_line_items as (
    select * from {{ ref('opportunity_line_items') }}
),

quoted as (
    select
        opportunity_id,
        max(case when bundle_id is not null and coalesce(was_quoted, false) then 1 else 0 end) as quoted_bundles,
        max(
            case
                when bundle_id is not null and coalesce(was_quoted, false) and not coalesce(is_in_final_order, false) then 1
                else 0
            end
        ) as broken_bundles
    from opportunity_line_items
    group by opportunity_id
)

select
    deals.opportunity_id,
    {{ segments('deals') }},
    deals.closed_on,
    deals.is_won,
    quoted.quoted_bundles = 1 as has_quoted_bundle,
    quoted.broken_bundles = 1 as has_broken_bundle
from deals
inner join quoted
    on deals.opportunity_id = quoted.opportunity_id

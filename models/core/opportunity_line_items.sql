-- One row per line quoted or ordered, prices in the reporting currency at its deal's rate.
-- Why: list prices and bundles live on lines, not on the deal.
with {{ unite('opportunity_line_items') }},
opportunities as (
    select opportunity_id, exchange_rate
    from {{ ref('opportunities') }}
)
select
    {{ united_columns('opportunity_line_items', 'united', ['list_unit_price', 'sold_unit_price', 'unit_cost']) }},
    {{ money('united.list_unit_price * coalesce(opportunities.exchange_rate, 1)') }} as list_unit_price,
    {{ money('united.sold_unit_price * coalesce(opportunities.exchange_rate, 1)') }} as sold_unit_price,
    {{ money('united.unit_cost * coalesce(opportunities.exchange_rate, 1)') }} as unit_cost
from united
left join opportunities
    on united.opportunity_id = opportunities.opportunity_id

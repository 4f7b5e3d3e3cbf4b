-- One row per closed opportunity: a marketing touch, a sales activity and a known contact were all on record before the close.
-- Why: a journey seen from one side only cannot be learnt from.
with observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        has_marketing_touch and has_sales_activity and has_contact as success,
        true as is_mature
    from {{ ref('fct_deal_journeys') }}
    where is_closed and closed_on is not null
)

{{ summarise_proportion('observations', anchor='observed_on') }}

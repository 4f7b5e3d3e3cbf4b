-- One row per opportunity whose two themes are known: sales tells the story the last marketing touch told, or another.
-- Why: a buyer who hears two stories believes neither.
with observations as (
    select
        created_at as observed_at,
        {{ segments() }},
        sales_theme = marketing_theme as success,
        true as is_mature
    from {{ ref('fct_deal_journeys') }}
    where created_at is not null and sales_theme is not null and marketing_theme is not null
)

{{ summarise_proportion('observations') }}

-- One row per customer of twelve months ago: recurring revenue in the quarter's last month, of what it was then.
-- Why: what short-term selling wins shows a year later, in who stays and what they pay.
with observations as (
    select
        quarter_start as observed_on,
        {{ segments() }},
        closing_amount as numerator,
        opening_amount as denominator,
        true as is_mature
    from {{ ref('fct_retention_pairs') }}
)

{{ summarise_ratio('observations', interval='log', grains=['quarter'], anchor='observed_on') }}

-- One row per eligible lead handed to sales: an opportunity within the opportunity horizon, or not (yet).
-- Why: accepted or not, a lead is worth what it turns into.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        converted_at <= opportunity_due_at as success,
        opportunity_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
)

{{ summarise_proportion('observations', grains=['month', 'quarter']) }}

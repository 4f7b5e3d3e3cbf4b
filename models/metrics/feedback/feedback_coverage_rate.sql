-- One row per eligible lead handed to sales: sales said what became of it, with a real reason, in time, or not (yet).
-- Why: marketing can only learn from leads it hears about.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        first_structured_feedback_at <= feedback_due_at as success,
        feedback_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
)

{{ summarise_proportion('observations') }}

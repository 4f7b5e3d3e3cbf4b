-- One row per eligible lead handed to sales: days until sales answered with a real reason, or has kept marketing waiting.
-- Why: feedback that comes after the next campaign is planned changes nothing.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        greatest({{ days_between('handed_off_at', 'coalesce(first_structured_feedback_at, ' ~ as_of() ~ ')') }}, 0) as elapsed,
        first_structured_feedback_at is not null as is_event
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
)

{{ summarise_survival('observations') }}

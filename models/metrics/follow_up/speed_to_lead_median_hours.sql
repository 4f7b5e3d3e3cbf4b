-- One row per eligible lead handed to sales: hours until a person in sales reached out, or has kept it waiting so far.
-- Why: the median of contacted leads alone flatters; leads nobody called are still waiting.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        coalesce(first_touch_hours, waiting_hours) as elapsed,
        first_touch_hours is not null as is_event
    from {{ ref('fct_lead_journeys') }}
    -- hours need a clock time on both sides (rule 108)
    where is_eligible and is_speed_measurable
)

{{ summarise_survival('observations') }}

-- One row per eligible lead handed to sales: contacted within the promised hours, and pursued as often as promised unless
-- contact was made, or not (yet).
-- Why: the promise is the agreement between the teams; keeping it is the least they can expect of each other.
with leads as (
    select
        *,
        max(sla_hours) over () as longest_sla_hours
    from {{ ref('fct_lead_journeys') }}
    -- hours need a clock time on both sides (rule 108)
    where is_eligible and is_speed_measurable
),

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        first_touch_hours <= sla_hours
            and (contact_made_at is not null or sales_attempts >= sla_attempts) as success,
        follow_up_due_at <= {{ as_of() }}
            and waiting_hours >= longest_sla_hours as is_mature
    from leads
)

{{ summarise_proportion('observations') }}

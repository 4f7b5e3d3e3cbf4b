-- One row per companion figure of the speed to lead: share contacted within an hour and a day, the flattering median.
-- Why: the promise is usually made in hours within which, and the contacted-only median shows how much silence hides.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        coalesce(first_touch_hours, waiting_hours) as elapsed,
        first_touch_hours is not null as is_event
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and is_speed_measurable
)

{{ summarise_survival_details('observations', unit='hours', within=[1, 8 if is_business_clock() else 24], finished='contacted') }}

-- One row per eligible lead handed to sales: its first answer was a yes within the acceptance horizon, or not (yet).
-- Why: it is the field's verdict on what marketing hands over, before any deal exists.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        first_disposition_status in ('accepted', 'qualified', 'converted')
            and first_disposition_at <= acceptance_due_at as success,
        acceptance_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
)

{{ summarise_proportion('observations') }}

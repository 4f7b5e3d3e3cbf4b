-- One row per eligible lead handed to sales: worked by a person within the follow-up horizon, or not (yet).
-- Why: a lead nobody works is money marketing spent and sales never saw.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        first_sales_touch_at <= follow_up_due_at as success,
        follow_up_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
)

{{ summarise_proportion('observations') }}

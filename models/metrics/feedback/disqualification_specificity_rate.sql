-- One row per eligible lead sales rejected: the first rejection says "not ready" or "wrong fit", or neither.
-- Why: a lead that is early and a lead that is wrong teach marketing opposite things.
with observations as (
    select
        first_rejected_at as observed_at,
        {{ segments() }},
        first_rejected_reason like 'not!_ready%' escape '!'
            or first_rejected_reason like 'wrong!_fit%' escape '!' as success,
        true as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and first_rejected_at is not null
)

{{ summarise_proportion('observations') }}

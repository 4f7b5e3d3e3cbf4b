-- One row per lead sales disposed of within the horizon, weighted by the minutes a person in sales spent on it.
-- Why: an hour given to somebody who could never buy is an hour taken from somebody who could.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        cast(selling_minutes as decimal(18, 4)) as weight,
        coalesce(settled_reason like 'wrong!_fit%' escape '!' or settled_reason = 'bad_data', false) as success,
        settled_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
        and settled_status is not null
)

{{ summarise_weighted_share('observations') }}

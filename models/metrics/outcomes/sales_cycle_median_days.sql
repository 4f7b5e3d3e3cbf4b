-- One row per new opportunity: days until it closed, won or lost, or has stayed open so far.
-- Why: closed deals alone are the quick ones; the open ones are the long cycle nobody has measured yet.
with observations as (
    select
        created_at as observed_at,
        {{ segments() }},
        greatest({{ days_between('created_at', 'coalesce(closed_at, ' ~ as_of() ~ ')') }}, 0) as elapsed,
        is_closed as is_event
    from {{ ref('fct_deals') }}
    where {{ is_counted_type('sales_cycle_median_days') }} and created_at is not null
)

{{ summarise_survival('observations') }}

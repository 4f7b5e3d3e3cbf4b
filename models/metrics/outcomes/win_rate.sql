-- One row per new opportunity: won within the win horizon of its opening, or not; still open then counts as not won.
-- Why: counted by opening date, so that a slow quarter's losses are not mixed with a fast quarter's wins.
with observations as (
    select
        created_at as observed_at,
        {{ segments() }},
        is_won and {{ days_between('created_at', 'closed_at') }} <= {{ var('win_horizon_days') }} as success,
        {{ days_between('created_at', as_of()) }} >= {{ var('win_horizon_days') }} as is_mature
    from {{ ref('fct_deals') }}
    where opportunity_type = 'new' and created_at is not null
)

{{ summarise_proportion('observations', grains=['month', 'quarter']) }}

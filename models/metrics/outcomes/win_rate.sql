-- One row per new opportunity: won within the win horizon of its opening, or not; still open then counts as not won.
-- Why: counted by opening date, so that a slow quarter's losses are not mixed with a fast quarter's wins.
with observations as (
    select
        created_at as observed_at,
        {{ segments() }},
        is_won and closed_at <= win_due_at as success,
        win_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_deals') }}
    where {{ is_counted_type('win_rate') }} and created_at is not null
)

{{ summarise_proportion('observations', grains=['month', 'quarter']) }}

-- One row per lead sent back to nurture: accepted again or made an opportunity within the horizon, or not (yet).
-- Why: if nothing ever comes of "not now", it only postpones a no; if much does, recycling pays.
with observations as (
    select
        recycled_at as observed_at,
        {{ segments() }},
        returned_at <= return_due_at as success,
        return_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_recycled_leads') }}
)

{{ summarise_proportion('observations', grains=['month', 'quarter']) }}

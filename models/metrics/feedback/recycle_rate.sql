-- One row per lead sales sent back as not ready: returned to nurture within the recycle horizon, or not (yet).
-- Why: nearly-ready leads thrown away are paid for twice, the second time by a competitor.
with observations as (
    select
        rejected_at as observed_at,
        {{ segments() }},
        recycled_at <= recycle_due_at as success,
        recycle_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_not_ready_leads') }}
)

{{ summarise_proportion('observations') }}

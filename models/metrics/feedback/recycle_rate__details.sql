-- One row per companion figure of recycling: what became of leads sent back as not ready.
-- Why: recycled late and never recycled are different habits.
with matured as (
    select
        *,
        case
            when recycled_at <= recycle_due_at then 'recycled_in_time'
            when recycled_at is not null then 'recycled_late'
            else 'never_recycled'
        end as fate
    from {{ ref('fct_not_ready_leads') }}
    where recycle_due_at <= {{ as_of() }}
),

-- what the young are heading for, while they are young
waits as (
    select
        rejected_at as observed_at,
        {{ segments() }},
        recycled_at as success_at,
        cast(null as timestamp) as other_end_at,
        recycle_due_at as due_at
    from {{ ref('fct_not_ready_leads') }}
),

{{ nowcast('waits') }},

observations as (
    select
        rejected_at as observed_at,
        {{ segments() }},
        'not_ready_leads' as detail,
        category,
        case when fate = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
    cross join {{ listed(['recycled_in_time', 'recycled_late', 'never_recycled']) }} as fates
)

{{ summarise_details('observations') }}

union all

{{ select_nowcast() }}

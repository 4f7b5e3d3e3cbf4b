-- One row per eligible lead sent back to nurture after its hand-off: when first, and when it was accepted again, if it was.
-- Why: "not now" was worth keeping only if something comes of it later; a lead recycled twice counts once.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where is_eligible and recycled_at is not null
),

owners as (
    select * from {{ ref('dim_owners') }}
),

-- a status nobody signed is taken as that of sales, whose decision it is
accepted_again as (
    select
        journeys.lead_id,
        min(lead_status_events.changed_at) as accepted_at
    from {{ ref('lead_status_events') }} as lead_status_events
    inner join journeys
        on lead_status_events.lead_id = journeys.lead_id
            and lead_status_events.changed_at > journeys.recycled_at
    left join owners
        on lead_status_events.changed_by_user_id = owners.user_id
    where lead_status_events.to_status in ('accepted', 'qualified', 'converted')
        and coalesce(lead_status_events.changed_by_function, owners.function, 'sales') in ('sales', 'sdr')
    group by journeys.lead_id
)

select
    journeys.lead_id,
    {{ segments('journeys') }},
    journeys.lead_score_band,
    journeys.recycled_at,
    least(
        accepted_again.accepted_at,
        case when journeys.converted_at > journeys.recycled_at then journeys.converted_at end
    ) as returned_at,
    {{ add_days('journeys.recycled_at', horizon('recycled_conversion_days')) }} as return_due_at
from journeys
left join accepted_again
    on journeys.lead_id = accepted_again.lead_id

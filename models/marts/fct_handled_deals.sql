-- One row per deal that was still open a week after its lead was handed off: whether that lead had been handled as agreed by then.
-- Why: deals of leads handled as agreed are compared with the others in how often they are won and how long they take.
with journeys as (
    select
        *,
        {{ add_days('handed_off_at', var('landmark_days', 7)) }} as landmark_at
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and is_speed_measurable
),

-- the two teams name different sources from the day the later of them has spoken
disputes as (
    select
        opportunity_id,
        max(claimed_at) as disputed_at
    from {{ ref('attribution_claims') }}
    where claiming_function in ('sales', 'marketing') and claimed_at is not null
    group by opportunity_id
    having count(distinct claiming_function) = 2 and count(distinct claimed_source) = 2
)

select
    deals.opportunity_id,
    case
        when journeys.first_touch_hours <= least(journeys.sla_hours, 24 * {{ var('landmark_days', 7) }})
            and journeys.first_structured_feedback_at <= journeys.landmark_at
            and coalesce(disputes.disputed_at > journeys.landmark_at, true) then 'aligned'
        else 'not aligned'
    end as handling
from {{ ref('fct_deals') }} as deals
inner join journeys
    on deals.primary_lead_id = journeys.lead_id
left join disputes
    on deals.opportunity_id = disputes.opportunity_id
-- what was closed by then says nothing about the handling
where deals.closed_at is null
    or deals.closed_at > journeys.landmark_at

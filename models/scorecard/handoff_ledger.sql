-- One row per period, segment and outcome: how many of the leads handed off ended there. Outcomes sum to leads handed off, exactly.
-- Why: every lead marketing sent is somewhere; this says where, each in one place, first match wins.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where handed_off_at is not null
),
-- where nobody records what sales does, silence says nothing
recording as (
    select coalesce(max(case when is_measurable then 1 else 0 end), 0) = 1 as has_activities
    from {{ ref('metric_inputs') }}
    where metric = 'lead_follow_up_rate'
),
observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        case
            when exclusion_reason is not null then 'excluded'
            when first_disposition_status in ('accepted', 'qualified', 'converted') then 'accepted'
            when first_disposition_status = 'recycled' or (is_recycled and first_disposition_status is not null) then 'recycled'
            when first_disposition_status in ('rejected', 'disqualified', 'unresponsive') then 'rejected'
            when is_recycled then 'recycled'
            when not recording.has_activities then 'not decided, activity not recorded'
            when first_sales_touch_at is not null then 'worked, not decided'
            when follow_up_due_at > {{ as_of() }} then 'too young'
            when first_assigned_at is null and owner_user_id is null then 'never assigned'
            else 'assigned, never touched'
        end as outcome,
        case
            when exclusion_reason is not null then exclusion_reason
            when first_disposition_reason like 'not_ready%' then 'not_ready'
            when first_disposition_reason like 'wrong_fit%' then 'wrong_fit'
            when first_disposition_status in ('rejected', 'disqualified', 'unresponsive') then coalesce(first_disposition_reason, 'no reason given')
        end as reason_family,
        1 as leads
    from journeys
    cross join recording
),
{{ sliced_sums('observations', ['leads'], by=['outcome', 'reason_family']) }}

select
    period_grain,
    period_start,
    segment_by,
    segment,
    outcome,
    reason_family,
    cast(leads as bigint) as leads
from sliced

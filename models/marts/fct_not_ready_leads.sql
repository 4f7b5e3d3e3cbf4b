-- One row per eligible lead sales sent back as not ready: when, and when it went back to nurture, if it did.
-- Why: "not now" is a promise to come back; recycled without a rejection counts as rejected that same moment.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where is_eligible
),

lead_status_events as (
    select * from {{ ref('lead_status_events') }}
),

owners as (
    select * from {{ ref('dim_owners') }}
),

events as (
    select
        lead_status_events.lead_id,
        lead_status_events.changed_at,
        case when lead_status_events.changed_at_is_day or journeys.handed_off_is_day then 1 else 0 end as day_slack,
        lead_status_events.to_status in ('recycled', 'nurture') as is_recycling,
        lead_status_events.to_status in ('rejected', 'disqualified') as is_rejection,
        lead_status_events.to_status in ('rejected', 'disqualified')
            and lead_status_events.reason_code like 'not!_ready%' escape '!'
            and coalesce(lead_status_events.changed_by_function, owners.function) in ('sales', 'sdr') as is_not_ready
    from lead_status_events
    inner join journeys
        on lead_status_events.lead_id = journeys.lead_id
    left join owners
        on lead_status_events.changed_by_user_id = owners.user_id
    where lead_status_events.changed_at >= journeys.handed_off_at
        or (
            (lead_status_events.changed_at_is_day or journeys.handed_off_is_day)
            and cast(lead_status_events.changed_at as date) >= cast(journeys.handed_off_at as date)
        )
),

firsts as (
    select
        lead_id,
        min(case when is_not_ready then changed_at end) as first_not_ready_at,
        min(case when is_rejection then changed_at end) as first_rejected_at,
        min(case when is_recycling then changed_at end) as first_recycled_at,
        max(day_slack) as day_slack
    from events
    group by lead_id
),

sent_back as (
    select
        lead_id,
        day_slack,
        case
            when first_recycled_at < first_rejected_at or first_rejected_at is null then first_recycled_at
            else first_not_ready_at
        end as rejected_at
    from firsts
    where first_not_ready_at is not null
        or (first_recycled_at is not null and (first_rejected_at is null or first_recycled_at < first_rejected_at))
),

returned as (
    select
        sent_back.lead_id,
        min(events.changed_at) as recycled_at
    from sent_back
    inner join events
        on sent_back.lead_id = events.lead_id
            and events.changed_at >= sent_back.rejected_at
    where events.is_recycling
    group by sent_back.lead_id
)

select
    sent_back.lead_id,
    {{ segments('journeys') }},
    sent_back.rejected_at,
    returned.recycled_at,
    -- where a date stands for a time, the horizon runs to the end of its last day
    {{ add_days('sent_back.rejected_at', horizon('recycle_horizon_days') ~ ' + sent_back.day_slack') }}
        - {{ one_microsecond('sent_back.day_slack') }} as recycle_due_at
from sent_back
inner join journeys
    on sent_back.lead_id = journeys.lead_id
left join returned
    on sent_back.lead_id = returned.lead_id

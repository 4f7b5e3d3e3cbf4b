-- One row per meeting of HubSpot.
-- Why: a meeting that did not take place is no contact with the buyer.
with {{ hubspot_activities('engagement_meeting') }},
meetings as (
    select
        joined.*,
        coalesce(joined.start_at, joined.occurred_at, joined.createdate) as began_at,
        {{ hours_between(moment('joined.start_at'), moment('joined.end_at')) }} as hours
    from joined
)
{{ stage_from('sales_activities', 'meetings', hubspot_activity({
    'activity_type': "'meeting'",
    'direction': "'outbound'",
    'occurred_at': moment_text('began_at'),
    'outcome': "case when lower(trim(outcome)) = 'completed' then 'meeting_held' end",
    'duration_minutes': 'case when hours >= 0 then cast(ceil(round(hours * 60, 6)) as bigint) end',
}), left_out="case
            when lower(trim(outcome)) in ('canceled', 'cancelled', 'rescheduled') then 'a meeting called off'
            when lower(replace(trim(outcome), '_', ' ')) in ('no show', 'no-show') then 'a meeting nobody came to'
        end") }}

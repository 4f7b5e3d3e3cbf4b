-- One row per engagement record of HubSpot, whatever its kind.
-- Why: older landings keep all activities in one table; newer ones only say there which kind a record is of.
with engagement as (
    select * from {{ source('hubspot', 'engagement') }}
),
told as (
    {%- for kind in ['call', 'email', 'meeting', 'task', 'communication', 'note'] %}
    select {{ hubspot_id('engagement_id') }} as engagement_id from {{ source('hubspot', 'engagement_' ~ kind) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),
joined as (
    select
        engagement.*,
        links.contact_id,
        links.deal_id,
        links.company_id,
        automated.meaning as automation,
        activity_type.meaning as known_type,
        coalesce(direction.meaning, 'outbound') as known_direction,
        coalesce(outcome.meaning, status_outcome.meaning, meeting_outcome.meaning) as known_outcome,
        {{ hours_between(moment('engagement.start_at'), moment('engagement.end_at')) }} as hours,
        {{ hubspot_deleted('engagement') }} as is_gone,
        case
            when told.engagement_id is not null then 'told by the record of its kind'
            when engagement.occurred_at is null and engagement.start_at is null and engagement.completed_at is null
                then 'only says which kind an activity is of'
            when activity_type.meaning is null then 'of a kind that is no contact with the buyer'
            when activity_type.meaning = 'meeting'
                and lower(replace(trim(engagement.meeting_outcome), '_', ' ')) in ('canceled', 'cancelled', 'rescheduled', 'no show')
                then 'a meeting that did not take place'
            when activity_type.meaning = 'task' and coalesce(lower(trim(engagement.status)), '') <> 'completed'
                then 'a task not known to be done'
            when activity_type.meaning = 'task' and coalesce(lower(trim(engagement.task_type)), 'todo') = 'todo'
                then 'a to-do is no contact with the buyer'
        end as left_out
    from engagement
    left join told
        on {{ hubspot_id('engagement.engagement_id') }} = told.engagement_id
    left join {{ ref('int_hubspot_engagement_links') }} as links
        on {{ hubspot_id('engagement.engagement_id') }} = links.engagement_id
    left join {{ meanings('hubspot', 'automated') }} as automated
        on lower(trim(engagement.engagement_source)) = automated.value
    left join {{ meanings('hubspot', 'activity_type') }} as activity_type
        on lower(trim(engagement.engagement_type)) = activity_type.value
    left join {{ meanings('hubspot', 'direction') }} as direction
        on lower(trim(engagement.engagement_type)) = direction.value
    left join {{ meanings('hubspot', 'outcome') }} as outcome
        on lower(trim(engagement.disposition)) = outcome.value
    left join {{ meanings('hubspot', 'outcome') }} as status_outcome
        on lower(trim(engagement.status)) = status_outcome.value
            and activity_type.meaning = 'email'
    left join {{ meanings('hubspot', 'outcome') }} as meeting_outcome
        on lower(trim(engagement.meeting_outcome)) = meeting_outcome.value
            and activity_type.meaning = 'meeting'
)
{{ stage_from('sales_activities', 'joined', {
    'activity_id': hubspot_id('engagement_id'),
    'lead_id': 'contact_id',
    'opportunity_id': 'deal_id',
    'account_id': 'company_id',
    'user_id': hubspot_id('owner_id'),
    'activity_type': 'known_type',
    'direction': 'known_direction',
    'is_automated': "case when automation = 'automated' then 'true' else 'false' end",
    'occurred_at': moment_text("case when known_type = 'task' then coalesce(completed_at, occurred_at) when known_type = 'meeting' then coalesce(start_at, occurred_at) else occurred_at end"),
    'duration_minutes': 'coalesce(case when hours >= 0 then cast(ceil(round(hours * 60, 6)) as bigint) end, ' ~ duration_minutes('duration') ~ ')',
    'outcome': 'known_outcome',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}, left_out='left_out') }}

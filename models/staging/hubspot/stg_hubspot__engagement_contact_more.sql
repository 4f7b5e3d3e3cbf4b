-- One row per activity and contact it is about beyond its first.
-- Why: an e-mail to three people follows up three leads; its time and its deal are counted with the first.
with further as (
    select * from {{ ref('int_hubspot_engagement_contacts') }}
    where position > 1
),
activities as (
    {%- for kind in ['call', 'email', 'meeting', 'task', 'communication', 'all'] %}
    select
        activity_id, account_id, user_id, activity_type, direction, is_automated, occurred_at, outcome, loaded_at, _source, _file,
        _line
    from {{ ref('stg_hubspot__engagement' ~ ('_' ~ kind if kind != 'all' else '')) }}
    where _set_aside_reason is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),
joined as (
    select
        activities.activity_id,
        activities.account_id,
        activities.user_id,
        activities.activity_type,
        activities.direction,
        activities.is_automated,
        activities.occurred_at,
        activities.outcome,
        activities.loaded_at,
        further.contact_id,
        activities._source,
        -- a row besides the one that accounts for the record
        activities._file || ' (further contact)' as _file,
        activities._line
    from activities
    inner join further
        on activities.activity_id = further.engagement_id
)
{{ stage_from('sales_activities', 'joined', {
    'activity_id': "activity_id || '-' || contact_id",
    'lead_id': 'contact_id',
    'account_id': 'account_id',
    'user_id': 'user_id',
    'activity_type': 'activity_type',
    'direction': 'direction',
    'is_automated': 'is_automated',
    'occurred_at': 'occurred_at',
    'duration_minutes': '0',
    'outcome': 'outcome',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
}) }}

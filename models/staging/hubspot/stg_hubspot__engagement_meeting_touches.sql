-- One row per meeting that took place, as a touch of the buyer.
-- Why: sales' own touches stand beside marketing's wherever credit is shared.
with meetings as (
    select * from {{ ref('stg_hubspot__engagement_meeting') }}
    union all
    select * from {{ ref('stg_hubspot__engagement') }}
),
held as (
    select *
    from meetings
    where _set_aside_reason is null
        and activity_type = 'meeting'
        and not coalesce(is_automated, false)
)
{{ stage_from('touchpoints', 'held', {
    'touchpoint_id': 'activity_id',
    'lead_id': 'lead_id',
    'account_id': 'account_id',
    'opportunity_id': 'opportunity_id',
    'channel': "'sales'",
    'touch_type': 'activity_type',
    'function': "'sales'",
    'message_theme': 'message_theme',
    'occurred_at': 'occurred_at',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
}) }}

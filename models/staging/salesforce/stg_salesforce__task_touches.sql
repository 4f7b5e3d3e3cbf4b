-- One row per task done by sales, as a touch of the buyer.
-- Why: sales' own touches stand beside marketing's wherever credit is shared.
with activities as (
    select *
    from {{ ref('stg_salesforce__task') }}
    where _set_aside_reason is null
        and not coalesce(is_automated, false)
)
{{ stage_from('touchpoints', 'activities', {
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
}) }}

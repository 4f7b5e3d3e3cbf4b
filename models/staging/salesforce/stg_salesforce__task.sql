-- One row per task done: calls, e-mails and to-dos of sales, on a lead, its contact or a deal.
-- Why: a task still open is a plan, and a due day is no time: when it was done is known only if it was completed in Salesforce
-- or recorded on that very day.
with {{ salesforce_activities(
    'task',
    happened_at='coalesce(landed.completed_date_time, landed.created_date, landed.activity_date)',
    kind="case when lower(trim(kept.task_subtype)) = 'task' then coalesce(kept.type, kept.task_subtype) else coalesce(kept.task_subtype, kept.type) end",
) }},
joined as (
    select
        linked.*,
        case
            when linked.completed_date_time is not null then linked.completed_date_time
            when linked.activity_date is null then linked.created_date
            when cast({{ salesforce_time('linked.created_date') }} as date) = cast({{ salesforce_time('linked.activity_date') }} as date)
                then linked.created_date
            else {{ only_day('linked.activity_date') }}
        end as done_at,
        case
            when {{ says_yes('linked.is_closed') }} then true
            when (select max(is_closed) from {{ source('salesforce', 'task') }}) is not null then false
            when linked.status is null then true
            else lower(trim(linked.status)) = 'completed'
        end as is_done,
        outcomes.meaning as outcome
    from linked
    left join {{ meanings('salesforce', 'outcome') }} as outcomes
        on lower(trim(linked.call_disposition)) = outcomes.value
)
{{ stage_from('sales_activities', 'joined', {
    'activity_id': 'id',
    'lead_id': 'own_lead_id',
    'opportunity_id': 'about_opportunity_id',
    'account_id': 'own_account_id',
    'user_id': 'user_id',
    'activity_type': "coalesce(activity_type, 'task')",
    'direction': "case lower(trim(call_type)) when 'inbound' then 'inbound' when 'outbound' then 'outbound' end",
    'is_automated': "case automated when 'automated' then 'true' when 'human' then 'false' end",
    'occurred_at': 'done_at',
    'duration_minutes': 'round(try_cast(call_duration_in_seconds as double) / 60.0)',
    'outcome': "coalesce(outcome, case when call_disposition is not null then 'other' end)",
    'message_theme': 'message_theme',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out="coalesce(set_aside, case when is_gone then 'deleted at source' when " ~ says_yes('is_recurrence') ~ " then 'the pattern of a series, not one of it' when not is_done then 'not done yet' when lower(trim(call_type)) = 'internal' then 'an internal call' when function in ('marketing', 'customer_success') then 'not an activity of sales' end)") }}

-- One row per task of HubSpot; those done that are a contact with the buyer count.
-- Why: a task is a reminder until it is done, and a to-do never touches the buyer.
with {{ hubspot_activities('engagement_task') }},
tasks as (
    select
        joined.*,
        coalesce(joined.completed_at, joined.occurred_at) as done_at
    from joined
)
{{ stage_from('sales_activities', 'tasks', hubspot_activity({
    'activity_type': "'task'",
    'direction': "'outbound'",
    'occurred_at': moment_text('done_at'),
}), left_out="case
            when completed_at is null and coalesce(lower(trim(status)), '') <> 'completed' then 'a task not known to be done'
            when coalesce(lower(replace(trim(task_type), '-', '')), 'todo') = 'todo' then 'a to-do is no contact with the buyer'
        end") }}

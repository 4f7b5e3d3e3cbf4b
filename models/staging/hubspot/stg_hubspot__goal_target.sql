-- One row per goal of HubSpot; those of a person in money are quotas.
-- Why: a goal of calls made or tickets closed is no quota. What was attained is HubSpot's own count.
with goal_target as (
    select * from {{ source('hubspot', 'goal_target') }}
),
owners as (
    select user_id, max(owner_id) as owner_id
    from {{ ref('int_hubspot_owners') }}
    where user_id is not null
    group by user_id
),
joined as (
    select
        goal_target.*,
        {{ hubspot_deleted('goal_target') }} as is_gone,
        coalesce({{ hubspot_id('goal_target.owner_id') }}, owners.owner_id) as quota_owner_id
    from goal_target
    left join owners
        on {{ hubspot_id('goal_target.user_id') }} = owners.user_id
)
{{ stage_from('quotas', 'joined', {
    'user_id': 'quota_owner_id',
    'period_start': moment_text('period_start'),
    'period_end': moment_text('period_end'),
    'quota_amount': 'quota_amount',
    'attained_amount': 'attained_amount',
    'currency_code': 'currency_code',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}, left_out="case
            when quota_owner_id is null then 'not the goal of a known person'
            when coalesce(lower(trim(unit)), 'currency') <> 'currency' then 'not a goal in money'
        end") }}

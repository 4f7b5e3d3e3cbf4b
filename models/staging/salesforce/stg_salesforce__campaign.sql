-- One row per campaign; its type tells the channel.
-- Why: leads, touches and deals are led back to what marketing did.
with {{ salesforce_records('campaign') }},
users as (
    select * from {{ ref('int_salesforce_users_known') }}
),
joined as (
    select
        landed.*,
        coalesce(landed.owner_id, users.user_id) as owner_user_id,
        coalesce(landed.channel, channels.meaning, landed.type) as known_channel
    from landed
    left join users
        on case when landed.owner_id is null then landed.owner_name end = users.name
    left join {{ meanings('salesforce', 'channel') }} as channels
        on lower(trim(landed.type)) = channels.value
)
{{ stage_from('campaigns', 'joined', {
    'campaign_id': 'id',
    'campaign_name': 'name',
    'channel': 'known_channel',
    'campaign_type': 'type',
    'objective': 'objective',
    'target_segment': 'target_segment',
    'message_theme': 'message_theme',
    'product_family': 'product_family',
    'started_on': only_day('start_date'),
    'ended_on': only_day('end_date'),
    'owner_user_id': 'owner_user_id',
    'budget_amount': 'budgeted_cost',
    'actual_cost': 'actual_cost',
    'currency_code': 'currency_iso_code',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='set_aside') }}

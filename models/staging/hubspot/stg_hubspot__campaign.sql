-- One row per campaign of HubSpot.
-- Why: deals and first conversions name it; one loading tool lands marketing e-mails under the same name, told by their app.
with campaign as (
    select
        campaign.*,
        {{ hubspot_deleted('campaign') }} as is_gone
    from {{ source('hubspot', 'campaign') }} as campaign
)
{{ stage_from('campaigns', 'campaign', {
    'campaign_id': hubspot_id('campaign_id'),
    'campaign_name': 'campaign_name',
    'channel': "coalesce(channel, case when app_id is not null then 'email' end)",
    'campaign_type': 'campaign_type',
    'objective': 'objective',
    'target_segment': 'target_segment',
    'message_theme': 'message_theme',
    'product_family': 'product_family',
    'started_on': moment_text('started_on'),
    'ended_on': moment_text('ended_on'),
    'owner_user_id': hubspot_id('owner_id'),
    'budget_amount': 'budget_amount',
    'actual_cost': 'actual_cost',
    'currency_code': 'currency_code',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}) }}

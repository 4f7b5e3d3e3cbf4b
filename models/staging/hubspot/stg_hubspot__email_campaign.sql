-- One row per marketing e-mail of HubSpot, as a campaign.
-- Why: opens and clicks name the e-mail they belong to.
with email_campaign as (
    select
        email_campaign.*,
        {{ hubspot_deleted('email_campaign') }} as is_gone
    from {{ source('hubspot', 'email_campaign') }} as email_campaign
)
{{ stage_from('campaigns', 'email_campaign', {
    'campaign_id': hubspot_id('campaign_id'),
    'campaign_name': 'campaign_name',
    'channel': "coalesce(channel, 'email')",
    'campaign_type': 'campaign_type',
    'objective': 'objective',
    'target_segment': 'target_segment',
    'message_theme': 'message_theme',
    'product_family': 'product_family',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}) }}

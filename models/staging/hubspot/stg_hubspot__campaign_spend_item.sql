-- One row per amount entered as spent on a campaign.
-- Why: HubSpot says what was spent and when that was entered, not when it was spent; the day it was entered stands in.
with campaign_spend_item as (
    select
        campaign_spend_item.*,
        coalesce(spent_on, substr(cast({{ moment('entered_at') }} as {{ dbt.type_string() }}), 1, 10)) as known_day,
        {{ hubspot_deleted('campaign_spend_item') }} as is_gone
    from {{ source('hubspot', 'campaign_spend_item') }} as campaign_spend_item
)
{{ stage_from('campaign_spend', 'campaign_spend_item', {
    'spend_id': hubspot_id('spend_id'),
    'campaign_id': hubspot_id('campaign_id'),
    'cost_type': 'cost_type',
    'spent_on': 'known_day',
    'amount': 'amount',
    'currency_code': 'currency_code',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}) }}

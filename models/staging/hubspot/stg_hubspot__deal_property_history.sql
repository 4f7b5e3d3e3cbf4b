-- One row per record of HubSpot's history of deals; the first of each change is a state of the deal.
-- Why: forecasts and quarter starts are looked up in what a deal was; int_hubspot_deal_states works it out.
with states as (
    select * from {{ ref('int_hubspot_deal_states') }}
)
{{ stage_from('opportunity_history', 'states', {
    'history_id': "opportunity_id || '-' || cast(moment as " ~ dbt.type_string() ~ ")",
    'opportunity_id': 'opportunity_id',
    'valid_from': moment_text('changed_at'),
    'stage': 'stage_name',
    'amount': 'amount',
    'close_date': moment_text('close_date'),
    'forecast_category': 'known_category',
    'probability': 'known_probability',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when " ~ says_yes('is_deleted_by_loader') ~ " then 'true' end",
}, left_out='left_out') }}

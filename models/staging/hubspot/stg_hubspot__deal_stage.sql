-- One row per stage a deal went through, as a state of it, where its property history does not tell.
-- Why: one loading tool keeps stages apart; amount and close date are known for the newest of them only.
with deal_stage as (
    select
        deal_stage.*,
        {{ hubspot_id('deal_stage.deal_id') }} as opportunity_id,
        deals_merged.deal_id as merged_into,
        {{ moment('deal_stage.valid_from') }} as moment
    from {{ source('hubspot', 'deal_stage') }} as deal_stage
    left join {{ ref('int_hubspot_deals_merged') }} as deals_merged
        on {{ hubspot_id('deal_stage.deal_id') }} = deals_merged.merged_id
),
told as (
    select distinct {{ hubspot_id('history.deal_id') }} as opportunity_id
    from {{ source('hubspot', 'deal_property_history') }} as history
    where {{ hubspot_property('history.property') }} = 'dealstage'
),
deals as (
    select
        {{ hubspot_id('deal_id') }} as deal_id,
        max(amount) as amount,
        max(close_date) as close_date,
        min(case when {{ hubspot_deleted('deal') }} then 1 else 0 end) = 1 as is_gone
    from {{ source('hubspot', 'deal') }} as deal
    group by {{ hubspot_id('deal_id') }}
),
ordered as (
    select
        *,
        lag(stage) over (partition by opportunity_id order by moment, _file, _line) as stage_before,
        row_number() over (partition by opportunity_id order by moment desc, _file desc, _line desc) as position_from_last
    from deal_stage
),
joined as (
    select
        ordered.*,
        coalesce(stages.stage_name, ordered.stage) as stage_name,
        case when ordered.position_from_last = 1 then deals.amount end as amount,
        case when ordered.position_from_last = 1 then deals.close_date end as close_date,
        case stages.outcome when 'won' then 'closed' when 'lost' then 'omitted' end as known_category,
        cast(stages.probability as {{ dbt.type_string() }}) as known_probability,
        case
            when told.opportunity_id is not null then 'told by the history of the deal'
            when ordered.merged_into is not null then 'its deal was merged into another'
            when deals.is_gone then 'its deal is deleted'
            when ordered.stage = ordered.stage_before and ordered.position_from_last > 1 then 'the same value again'
        end as left_out
    from ordered
    left join told
        on ordered.opportunity_id = told.opportunity_id
    left join deals
        on ordered.opportunity_id = deals.deal_id
    left join {{ ref('int_hubspot_deal_stages') }} as stages
        on trim(ordered.stage) = stages.stage_id
)
{{ stage_from('opportunity_history', 'joined', {
    'history_id': "opportunity_id || '-' || cast(moment as " ~ dbt.type_string() ~ ")",
    'opportunity_id': 'opportunity_id',
    'valid_from': moment_text('valid_from'),
    'stage': 'stage_name',
    'amount': 'amount',
    'close_date': moment_text('close_date'),
    'forecast_category': 'known_category',
    'probability': 'known_probability',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
}, left_out='left_out') }}

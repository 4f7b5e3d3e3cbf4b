-- One row per record of HubSpot's history of deals, with the deal's full state after it; one record of each change carries it.
-- Why: HubSpot tells each property by itself; what a deal looked like on a day is all of them together.
with history as (
    select
        deal_property_history.*,
        {{ hubspot_id('deal_property_history.deal_id') }} as opportunity_id,
        deals_merged.deal_id as merged_into,
        {{ hubspot_property('deal_property_history.property') }} as property_name,
        {{ moment('deal_property_history.changed_at') }} as moment
    from {{ source('hubspot', 'deal_property_history') }} as deal_property_history
    left join {{ ref('int_hubspot_deals_merged') }} as deals_merged
        on {{ hubspot_id('deal_property_history.deal_id') }} = deals_merged.merged_id
),
{%- set properties = {
    'dealstage': 'stage',
    'amount': 'amount',
    'closedate': 'close_date',
    'hs_manual_forecast_category': 'forecast_category',
    'hs_deal_stage_probability': 'probability',
} %}
-- an emptied property is a value too, or the one before would be carried over it
changes as (
    select
        opportunity_id,
        moment
        {%- for property, column in properties.items() %},
        max(case when property_name = '{{ property }}' then coalesce(property_value, '-') end) as {{ column }}
        {%- endfor %}
    from history
    where property_name in ({% for property in properties %}'{{ property }}'{{ ', ' if not loop.last }}{% endfor %})
        and not {{ says_yes('is_deleted_by_loader') }}
        and moment is not null
        and merged_into is null
    group by opportunity_id, moment
),
states as (
    select
        opportunity_id,
        moment
        {%- for column in properties.values() %},
        {{ carried(column, 'opportunity_id', 'moment') }} as {{ column }}
        {%- endfor %}
    from changes
),
compared as (
    select
        *,
        {% for column in properties.values() -%}
        coalesce({{ column }}, '') = coalesce(lag({{ column }}) over (partition by opportunity_id order by moment), '')
        {{ 'and ' if not loop.last }}
        {%- endfor %}as is_unchanged,
        row_number() over (partition by opportunity_id order by moment) as position
    from states
),
numbered as (
    select
        history._source,
        history._file,
        history._line,
        history.loaded_at,
        history.is_deleted_by_loader,
        history.changed_at,
        history.property_name,
        history.opportunity_id,
        history.merged_into,
        history.moment,
        row_number() over (
            partition by
                history.opportunity_id,
                history.moment,
                history.property_name in ({% for property in properties %}'{{ property }}'{{ ', ' if not loop.last }}{% endfor %})
            order by history.property_name, history._file, history._line
        ) as record_of_change
    from history
)
select
    numbered.*,
    coalesce(stages.stage_name, compared.stage) as stage_name,
    compared.amount,
    compared.close_date,
    case coalesce(stages.outcome, stage.meaning)
        when 'won' then 'closed'
        when 'lost' then 'omitted'
        else forecast_category.meaning
    end as known_category,
    coalesce(nullif(compared.probability, '-'), cast(stages.probability as {{ dbt.type_string() }})) as known_probability,
    case
        when coalesce(numbered.property_name, '') not in ({% for property in properties %}'{{ property }}'{{ ', ' if not loop.last }}{% endfor %})
            then 'history of a property that is not used'
        when numbered.merged_into is not null then 'its deal was merged into another'
        when deals.is_gone then 'its deal is deleted'
        when compared.is_unchanged and compared.position > 1 then 'the same value again'
        when numbered.record_of_change > 1 then 'told by another record of the same change'
    end as left_out
from numbered
left join compared
    on numbered.opportunity_id = compared.opportunity_id
        and numbered.moment = compared.moment
left join (
    select {{ hubspot_id('deal_id') }} as deal_id, min(case when {{ hubspot_deleted('deal') }} then 1 else 0 end) = 1 as is_gone
    from {{ source('hubspot', 'deal') }} as deal
    group by {{ hubspot_id('deal_id') }}
) as deals
    on numbered.opportunity_id = deals.deal_id
left join {{ ref('int_hubspot_deal_stages') }} as stages
    on trim(compared.stage) = stages.stage_id
left join {{ meanings('hubspot', 'stage') }} as stage
    on lower(trim(compared.stage)) = stage.value
left join {{ meanings('hubspot', 'forecast_category') }} as forecast_category
    on lower(trim(compared.forecast_category)) = forecast_category.value

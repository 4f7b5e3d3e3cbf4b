-- One row per state of a deal: as OpportunityHistory keeps them, or as versions of the deal a loader kept.
-- Why: what was forecast on a day is read off states, never off the deal as it is now.
with {{ salesforce_records('opportunity_history', versions=true, told_by='coalesce(id, opportunity_id, stage_name)') }},
stated as (
    select
        landed.*,
        coalesce(landed.opportunity_id, landed.id) as own_opportunity_id,
        coalesce(landed.version_started_at, landed.created_date) as valid_from,
        coalesce(categories.meaning, named_categories.meaning) as category
    from landed
    left join {{ meanings('salesforce', 'forecast_category') }} as categories
        on lower(trim(landed.forecast_category)) = categories.value
    left join {{ meanings('salesforce', 'forecast_category') }} as named_categories
        on lower(trim(landed.forecast_category_name)) = named_categories.value
),
-- a version is kept of every change, also of what says nothing about the forecast
compared as (
    select
        *,
        {% for column in ['stage_name', 'amount', 'close_date', 'category', 'probability'] -%}
        lag(coalesce({{ column }}, '')) over (partition by own_opportunity_id order by {{ salesforce_time('valid_from') }}, _line)
        = coalesce({{ column }}, '') {{ 'and' if not loop.last else 'as is_unchanged,' }}
        {% endfor -%}
        case when opportunity_id is null or version_started_at is not null or id is null then own_opportunity_id || '@' || valid_from else id end as history_id
    from stated
)
{{ stage_from('opportunity_history', 'compared', {
    'history_id': 'history_id',
    'opportunity_id': 'own_opportunity_id',
    'valid_from': 'valid_from',
    'stage': 'stage_name',
    'amount': 'amount',
    'close_date': only_day('close_date'),
    'forecast_category': 'category',
    'probability': 'try_cast(probability as double) / 100.0',
    'loaded_at': salesforce_loaded_at('created_date'),
    'is_deleted': 'is_gone',
}, left_out="coalesce(set_aside, case when version_started_at is not null and is_unchanged then 'nothing of the deal that is forecast had changed' end)") }}

-- One row per version of a deal, where the landing of deals keeps versions.
-- Why: history mode of a loader is the history of deals that nobody had to switch on in Salesforce.
with {{ salesforce_records('opportunity', versions=true) }},
stated as (
    select
        landed.*,
        landed.id as own_opportunity_id,
        landed.version_started_at as valid_from,
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
        own_opportunity_id || '@' || valid_from as history_id
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
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out="coalesce(set_aside, case when version_started_at is null then 'not a version' when version_started_at is not null and is_unchanged then 'nothing of the deal that is forecast had changed' end)") }}

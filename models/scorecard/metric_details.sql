-- One row per companion figure of a metric: breakdowns, waterfall steps, sensitivities, flags.
-- Why: a headline alone is easy to misread; what stands beside it must travel with it.
{%- set metrics = [
    'double_claimed_revenue_rate',
    'feedback_coverage_rate',
    'late_quarter_discount_premium',
    'lead_acceptance_rate',
    'lead_follow_up_rate',
    'lead_score_auc',
    'price_realization_rate',
    'quarter_end_bookings_index',
    'sales_cycle_median_days',
    'score_disposition_kappa',
    'shared_goal_overlap',
    'speed_to_lead_median_hours',
    'win_rate',
] %}
{% for metric in metrics -%}
select
    '{{ metric }}' as metric,
    period_grain,
    cast(period_start as date) as period_start,
    segment_by,
    segment,
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    cast(value as double) as value,
    cast(sample_size as bigint) as sample_size
from {{ ref(metric ~ '__details') }}
{{ 'union all' if not loop.last }}
{% endfor %}

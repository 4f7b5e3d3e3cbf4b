-- One row per metric, period and segment: the figures as the metrics compute them, before any judgement.
-- Why: the scorecard judges every metric by the same rules, whatever kind of figure it is.
{%- set metrics = [
    'concession_leakage_rate',
    'content_utilization_rate',
    'disqualification_specificity_rate',
    'double_claimed_revenue_rate',
    'feedback_coverage_rate',
    'feedback_latency_median_days',
    'follow_up_sla_rate',
    'goal_compatibility_phi',
    'goal_confidence_score',
    'goal_horizon_gap',
    'joint_goal_attainability',
    'journey_visibility_rate',
    'late_quarter_discount_premium',
    'lead_acceptance_rate',
    'lead_follow_up_rate',
    'lead_score_auc',
    'lead_score_calibration_ratio',
    'lead_to_opportunity_rate',
    'message_consistency_rate',
    'perception_gap',
    'price_realization_rate',
    'quarter_end_bookings_index',
    'quota_attainment_rate',
    'recycle_rate',
    'sales_cycle_median_days',
    'score_disposition_kappa',
    'segment_focus_overlap',
    'shared_goal_overlap',
    'source_agreement_kappa',
    'speed_to_lead_median_hours',
    'spend_traceability_rate',
    'win_rate',
] %}
{% for metric in metrics -%}
select
    '{{ metric }}' as metric,
    period_grain,
    cast(period_start as date) as period_start,
    segment_by,
    segment,
    cast(value as double) as value,
    cast(ci_low as double) as ci_low,
    cast(ci_high as double) as ci_high,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    cast(sample_size as bigint) as sample_size,
    cast(pending as bigint) as pending
from {{ ref(metric) }}
{{ 'union all' if not loop.last }}
{% endfor %}

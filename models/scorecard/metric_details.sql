-- One row per companion figure of a metric: breakdowns, waterfall steps, sensitivities, flags.
-- Why: a headline alone is easy to misread; what stands beside it must travel with it.
{%- set metrics = [
    'aligned_value_uplift',
    'aligned_win_rate_uplift',
    'attribution_model_divergence',
    'bundle_rejection_rate',
    'concession_leakage_rate',
    'content_utilization_rate',
    'disqualification_specificity_rate',
    'double_claimed_revenue_rate',
    'feedback_coverage_rate',
    'feedback_latency_median_days',
    'follow_up_sla_rate',
    'forecast_wape',
    'goal_compatibility_phi',
    'goal_confidence_score',
    'goal_horizon_gap',
    'joint_activity_rate',
    'joint_goal_attainability',
    'journey_visibility_rate',
    'late_quarter_discount_premium',
    'launch_readiness_rate',
    'lead_acceptance_rate',
    'lead_definition_conformance_rate',
    'lead_follow_up_rate',
    'lead_score_auc',
    'lead_score_calibration_ratio',
    'lead_to_opportunity_rate',
    'message_consistency_rate',
    'net_revenue_retention',
    'perception_gap',
    'performance_trend_slope',
    'pipeline_velocity',
    'price_realization_rate',
    'quarter_end_bookings_index',
    'quota_attainment_rate',
    'recycle_rate',
    'recycled_lead_conversion_rate',
    'return_on_marketing_investment',
    'sales_cycle_median_days',
    'score_disposition_kappa',
    'segment_focus_overlap',
    'shared_goal_overlap',
    'source_agreement_kappa',
    'speed_to_lead_median_hours',
    'spend_traceability_rate',
    'vicious_cycle_correlation',
    'wasted_selling_time_share',
    'win_rate',
] %}
with metric_values as (
    select * from {{ ref('metric_values') }}
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
metric_inputs as (
    select * from {{ ref('metric_inputs') }}
),
metric_verdicts as (
    select * from {{ ref('metric_verdicts') }}
),
periods as (
    select * from {{ ref('periods') }}
),
companions as (
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
),
-- What is known so far of a figure that is withheld as too young: shown as maturing, never as a fall. Metrics that follow
-- their records to the end of a horizon say themselves where the cohort is heading.
withheld as (
    select
        metric_values.metric,
        metric_values.period_grain,
        metric_values.period_start,
        metric_values.segment_by,
        metric_values.segment,
        metric_values.value,
        metric_values.ci_low,
        metric_values.ci_high,
        metric_values.sample_size
    from metric_values
    inner join metric_catalog
        on metric_values.metric = metric_catalog.metric
    inner join periods
        on metric_values.period_grain = periods.period_grain
            and metric_values.period_start = periods.period_start
    left join (
        select distinct
            metric,
            period_grain,
            period_start,
            segment_by,
            segment
        from companions
        where detail = 'nowcast'
    ) as followed
        on metric_values.metric = followed.metric
            and {{ slice_join('metric_values', 'followed') }}
    where metric_values.value is not null
        and followed.metric is null
        and (
            not periods.is_closed
            or (metric_values.pending > 0 and metric_values.sample_size < metric_catalog.minimum_sample)
        )
),
nowcasts as (
    {% for detail, value in [('nowcast', 'value'), ('nowcast_low', 'ci_low'), ('nowcast_high', 'ci_high')] -%}
    select
        metric,
        period_grain,
        period_start,
        segment_by,
        segment,
        '{{ detail }}' as detail,
        cast(null as {{ dbt.type_string() }}) as category,
        {{ value }} as value,
        sample_size
    from withheld
    where {{ value }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
listed as (
    select * from companions
    union all
    select * from nowcasts
)
select listed.*
from listed
left join metric_inputs
    on listed.metric = metric_inputs.metric
left join metric_inputs as companion_inputs
    on listed.metric || '/' || listed.detail = companion_inputs.metric
left join metric_inputs as category_inputs
    on listed.metric || '/' || listed.detail || '/' || listed.category = category_inputs.metric
left join metric_verdicts
    on listed.metric = metric_verdicts.metric
-- what stands beside a figure is withheld with it: without claims, "claimed by nobody: 100 %" would be an invention
where coalesce(metric_inputs.is_measurable, true)
    and coalesce(companion_inputs.is_measurable, true)
    and coalesce(category_inputs.is_measurable, true)
    and coalesce(metric_verdicts.has_critical, 0) = 0

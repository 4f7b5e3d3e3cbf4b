-- One row per fiscal quarter and segment: the weighted geometric mean of the published dimensions' scores.
-- Why geometric: a great follow-up score must not buy off a pricing war. Method: OECD/JRC Handbook on Constructing
-- Composite Indicators (2008); scores are floored at 1; the weight interval is the exact spread of the log index under
-- Dirichlet weights around those used (equal ones, unless leaders set their own).
with averaged as (
    select * from {{ ref('int_dimensions_averaged') }}
),
logged as (
    select
        period_grain,
        period_start,
        segment_by,
        segment,
        dimension,
        coverage,
        dimension_weight as planned_share,
        -- of the dimensions that are published
        case when is_published then dimension_weight end / nullif(
            sum(case when is_published then dimension_weight end) over (
                partition by period_grain, period_start, segment_by, segment
            ), 0
        ) as dimension_weight,
        case when is_published then mean_score end as score,
        case when is_published then ln(greatest(mean_score, 1.0)) end as log_score,
        case when is_published then mean_error / greatest(mean_score, 1.0) end as relative_error,
        ln(greatest(bound_low, 1.0)) as log_bound_low,
        ln(greatest(bound_high, 1.0)) as log_bound_high
    from averaged
),
ranked as (
    select
        *,
        min(score) over (partition by period_grain, period_start, segment_by, segment) as lowest_score,
        sum(dimension_weight * log_score) over (partition by period_grain, period_start, segment_by, segment) as log_index
    from logged
),
folded as (
    select
        period_grain,
        period_start,
        segment_by,
        segment,
        count(score) as published,
        max(log_index) as log_index,
        sum(dimension_weight * power(log_score - log_index, 2)) as log_variance,
        sqrt(sum(power(dimension_weight * relative_error, 2))) as log_error,
        sum(dimension_weight * score) as arithmetic,
        max(lowest_score) as lowest_score,
        -- of dimensions equally low, the first by name
        min(case when score <= lowest_score + 1e-9 then dimension end) as min_dimension,
        sum(case when score is not null then planned_share * coverage else 0 end) / nullif(sum(planned_share), 0) as coverage,
        exp(sum(planned_share * log_bound_low) / nullif(sum(planned_share), 0)) as bound_low,
        exp(sum(planned_share * log_bound_high) / nullif(sum(planned_share), 0)) as bound_high
    from ranked
    group by period_grain, period_start, segment_by, segment
),
spread as (
    select
        *,
        -- exp(ln(100)) is a hair above 100; `least` alone would turn an unknown index into 100
        case when log_index is not null then least(exp(log_index), 100.0) end as score,
        exp(log_index - 1.959963984540054 * log_error) as ci_low,
        case when log_error is not null then least(exp(log_index + 1.959963984540054 * log_error), 100.0) end as ci_high,
        sqrt(log_variance / ({{ var('weight_concentration') }} + 1)) as weight_spread,
        published < {{ var('minimum_index_dimensions') }}
        or coverage < {{ var('minimum_index_coverage') }} - 1e-9 as provisional
    from folded
)
select
    period_grain,
    period_start,
    segment_by,
    segment,
    score,
    ci_low,
    ci_high,
    coverage,
    bound_low,
    bound_high,
    case when not provisional then {{ index_tier('score', 'lowest_score') }} end as tier,
    not provisional and score is not null and (
        (not {{ reaches('ci_low', var('tier_misaligned')) }} and {{ reaches('ci_high', var('tier_misaligned')) }})
        or (not {{ reaches('ci_low', var('tier_tightly_aligned')) }} and {{ reaches('ci_high', var('tier_tightly_aligned')) }})
    ) as borderline,
    provisional,
    arithmetic,
    min_dimension,
    exp(log_index - 1.959963984540054 * weight_spread) as weight_low,
    exp(log_index + 1.959963984540054 * weight_spread) as weight_high
from spread

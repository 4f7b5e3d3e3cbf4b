-- One row per dimension, fiscal quarter and segment: the weighted mean of its measured metrics' scores.
-- Why: metrics of one dimension may stand in for each other; dimensions may not. Nothing missing is imputed: coverage and
-- the scores if everything missing were at worst (0) or at best (100) are printed instead.
with averaged as (
    select * from {{ ref('int_dimensions_averaged') }}
),
published as (
    select
        *,
        case when is_published then mean_score end as score,
        case when is_published then greatest(mean_score - 1.959963984540054 * mean_error, 0.0) end as ci_low,
        case when is_published then least(mean_score + 1.959963984540054 * mean_error, 100.0) end as ci_high
    from averaged
)
select
    period_grain,
    period_start,
    segment_by,
    segment,
    dimension,
    score,
    ci_low,
    ci_high,
    coverage,
    bound_low,
    bound_high,
    case
        when {{ reaches('score', var('tier_tightly_aligned')) }} then 'tightly_aligned'
        when not {{ reaches('score', var('tier_misaligned')) }} then 'misaligned'
        when score is not null then 'partly_aligned'
    end as tier,
    score is not null and (
        (not {{ reaches('ci_low', var('tier_misaligned')) }} and {{ reaches('ci_high', var('tier_misaligned')) }})
        or (not {{ reaches('ci_low', var('tier_tightly_aligned')) }} and {{ reaches('ci_high', var('tier_tightly_aligned')) }})
    ) as borderline,
    not is_published as provisional
from published

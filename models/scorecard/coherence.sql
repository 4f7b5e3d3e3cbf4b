-- One row per way of cutting the company and correlation over its segments and quarters: of a dimension with the index, or of
-- two dimensions with each other.
-- Why: a dimension that goes its own way (r below .2) may not belong in the index, and two that always go together (above .9)
-- count one thing twice. A negative correlation is information, not an error.
with alignment_index as (
    select * from {{ ref('alignment_index') }}
    where segment_by <> 'all' and segment <> '(not set)' and score is not null and not provisional
),
dimension_scores as (
    select * from {{ ref('dimension_scores') }} where score is not null
),
scored as (
    select
        alignment_index.segment_by,
        alignment_index.segment,
        alignment_index.period_start,
        dimension_scores.dimension,
        dimension_scores.score,
        alignment_index.score as index_score
    from alignment_index
    inner join dimension_scores
        on alignment_index.period_start = dimension_scores.period_start
            and alignment_index.segment_by = dimension_scores.segment_by
            and alignment_index.segment = dimension_scores.segment
),
points as (
    select segment_by, 'index' as kind, dimension, 'index' as other, score as one_score, index_score as other_score
    from scored
    union all
    select one.segment_by, 'pair' as kind, one.dimension, other.dimension as other, one.score as one_score, other.score as other_score
    from scored as one
    inner join scored as other
        on one.segment_by = other.segment_by
            and one.segment = other.segment
            and one.period_start = other.period_start
            and one.dimension < other.dimension
),
correlated as (
    select
        segment_by,
        kind,
        dimension,
        other,
        count(*) as sample_size,
        -- a column that never varies has no correlation
        (count(*) * sum(one_score * other_score) - sum(one_score) * sum(other_score))
        / nullif(sqrt(
            case when max(one_score) - min(one_score) < 1e-9 then 0.0 else count(*) * sum(one_score * one_score) - power(sum(one_score), 2) end
            * case when max(other_score) - min(other_score) < 1e-9 then 0.0 else count(*) * sum(other_score * other_score) - power(sum(other_score), 2) end
        ), 0) as correlation
    from points
    group by segment_by, kind, dimension, other
),
enough as (
    select
        *,
        least(greatest(correlation, -1 + 1e-12), 1 - 1e-12) as bounded
    from correlated
    where sample_size >= {{ var('coherence_minimum_sample') }}
        and correlation is not null
)
select
    segment_by,
    kind,
    dimension,
    other,
    sample_size,
    bounded as correlation,
    -- Fisher's z
    tanh(0.5 * ln((1 + bounded) / (1 - bounded)) - 1.959963984540054 / sqrt(sample_size - 3)) as ci_low,
    tanh(0.5 * ln((1 + bounded) / (1 - bounded)) + 1.959963984540054 / sqrt(sample_size - 3)) as ci_high,
    case
        when kind = 'index' and bounded < 0.2 then 'apart'
        when kind = 'pair' and bounded > 0.9 then 'together'
    end as finding
from enough

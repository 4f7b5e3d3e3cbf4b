-- One row per closed quarter and segment: the index now, beside the first final figure published for that quarter.
-- Why: the figure a quarter was first judged by is kept for good, so that neither late data nor an edited weight can
-- rewrite it unseen.
with alignment_index as (
    select * from {{ ref('alignment_index') }}
),
published as (
    select * from {{ ref('stg_own__published_index') }}
)
select
    alignment_index.period_grain,
    alignment_index.period_start,
    alignment_index.segment_by,
    alignment_index.segment,
    alignment_index.score,
    alignment_index.tier,
    coalesce(published.first_score, case when not alignment_index.provisional then alignment_index.score end) as first_score,
    coalesce(
        published.first_as_of, case when not alignment_index.provisional and alignment_index.score is not null then {{ as_of() }} end
    ) as first_as_of,
    alignment_index.score - published.first_score as points_since_first
from alignment_index
left join published
    on {{ slice_join('alignment_index', 'published') }}

-- The parts of a change must sum to the whole, or the front page's sentence is a story.
with contributions as (
    select
        period_start,
        segment_by,
        segment,
        sum(points) as points
    from {{ ref('contributions') }}
    group by period_start, segment_by, segment
),
alignment_index as (
    select
        *,
        score - lag(score) over (partition by segment_by, segment order by period_start) as change
    from {{ ref('alignment_index') }}
)
select *
from alignment_index
inner join contributions
    on alignment_index.period_start = contributions.period_start
        and alignment_index.segment_by = contributions.segment_by
        and alignment_index.segment = contributions.segment
where abs(contributions.points - alignment_index.change) > 1e-6

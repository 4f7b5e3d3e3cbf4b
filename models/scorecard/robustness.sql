-- One row per segment in the newest quarter: in how many sensitivity runs its index keeps its tier, and, among its like, its
-- third; with the agreement of the runs' ranks and, when it is stable, its rank.
-- Why: a league table that another weight would turn over is worse than none. Ranks are given only where every segment stays
-- in its third in at least 80 % of the runs.
with sensitivity as (
    select * from {{ ref('sensitivity') }}
),
published as (
    select * from sensitivity where run = 'published'
),
tiers as (
    select
        sensitivity.segment_by,
        sensitivity.segment,
        count(*) as runs,
        count(case when sensitivity.tier = published.tier then 1 end) as tier_kept
    from sensitivity
    inner join published
        on sensitivity.segment_by = published.segment_by
            and sensitivity.segment = published.segment
    where sensitivity.run <> 'published'
    group by sensitivity.segment_by, sensitivity.segment
),
-- only a final index is ranked, and thirds need three
ranked as (
    select
        segment_by,
        segment,
        score,
        count(*) over (partition by segment_by) as segments
    from published
    where tier is not null
        and segment_by <> 'all'
        and segment <> '(not set)'
),
-- The ends of the weight interval are each segment's own, not one choice for all, so they rank nobody.
-- A run that leaves out what a segment does not have leaves its index as it is.
shared_runs as (
    select distinct
        segment_by,
        run,
        detail
    from sensitivity
    where family <> 'all weights'
),
placed as (
    select
        shared_runs.segment_by,
        shared_runs.run,
        shared_runs.detail,
        ranked.segment,
        ranked.segments,
        round(coalesce(sensitivity.score, ranked.score), 9) as score,
        round(ranked.score, 9) as published_score
    from shared_runs
    inner join ranked
        on shared_runs.segment_by = ranked.segment_by
            and ranked.segments >= 3
    left join sensitivity
        on shared_runs.segment_by = sensitivity.segment_by
            and shared_runs.run = sensitivity.run
            and shared_runs.detail = sensitivity.detail
            and ranked.segment = sensitivity.segment
),
middled as (
    select
        *,
        -- equal scores share the middle of their ranks
        rank() over (partition by segment_by, run, detail order by score desc)
        + (count(*) over (partition by segment_by, run, detail, score) - 1) / 2e0 as middle_rank,
        rank() over (partition by segment_by, run, detail order by published_score desc) as published_rank,
        rank() over (partition by segment_by, run, detail order by published_score desc)
        + (count(*) over (partition by segment_by, run, detail, published_score) - 1) / 2e0 as published_middle_rank
    from placed
),
thirds as (
    select
        segment_by,
        segment,
        max(published_rank) as rank,
        max(segments) as segments,
        count(*) as runs,
        count(case
            when floor(3 * (middle_rank - 0.5) / segments) = floor(3 * (published_middle_rank - 0.5) / segments) then 1
        end) as third_kept
    from middled
    where run <> 'published'
    group by segment_by, segment
),
-- Kendall's tau-b of a run's ranks with the published ones: ties on either side count for neither order
agreements as (
    select
        one.segment_by,
        one.run,
        one.detail,
        sum(sign(one.score - other.score) * sign(one.published_score - other.published_score))
        / nullif(sqrt(
            cast(count(case when one.score <> other.score then 1 end) as double)
            * count(case when one.published_score <> other.published_score then 1 end)
        ), 0) as tau
    from placed as one
    inner join placed as other
        on one.segment_by = other.segment_by
            and one.run = other.run
            and one.detail = other.detail
            and one.segment < other.segment
    where one.run <> 'published'
    group by one.segment_by, one.run, one.detail
),
taus as (
    select
        segment_by,
        avg(tau) as mean_tau,
        min(tau) as lowest_tau
    from agreements
    group by segment_by
),
stability as (
    select
        segment_by,
        min(cast(third_kept as double) / nullif(runs, 0)) >= {{ var('minimum_rank_stability') }} - 1e-9 as is_stable
    from thirds
    group by segment_by
)
select
    published.period_grain,
    published.period_start,
    published.segment_by,
    published.segment,
    published.score,
    published.tier,
    tiers.runs,
    case when published.tier is not null then tiers.tier_kept end as tier_kept,
    case when published.tier is not null then cast(tiers.tier_kept as double) / nullif(tiers.runs, 0) end as tier_kept_share,
    thirds.segments,
    case when stability.is_stable then thirds.rank end as rank,
    thirds.runs as rank_runs,
    thirds.third_kept,
    cast(thirds.third_kept as double) / nullif(thirds.runs, 0) as third_kept_share,
    taus.mean_tau,
    taus.lowest_tau,
    stability.is_stable as is_rank_stable
from published
inner join tiers
    on published.segment_by = tiers.segment_by
        and published.segment = tiers.segment
left join thirds
    on published.segment_by = thirds.segment_by
        and published.segment = thirds.segment
left join taus
    on thirds.segment_by = taus.segment_by
left join stability
    on thirds.segment_by = stability.segment_by

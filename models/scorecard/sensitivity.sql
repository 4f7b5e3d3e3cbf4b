-- One row per segment and way of making its index: the newest quarter's index under one other choice, and its tier.
-- Why: an index that changes its tier with a weight nobody can justify should not carry that tier. Everything is computed
-- in closed form, so the same data always gives the same runs.
-- Only scoring is changed: what is measured, and so what is published, is judged once, by the index itself.
with metric_scores as (
    select * from {{ ref('metric_scores') }} where role = 'scored' and period_grain = 'quarter' and score is not null
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
alignment_index as (
    select * from {{ ref('alignment_index') }} where score is not null
),
newest_quarter as (
    select max(period_start) as period_start from alignment_index where segment_by = 'all'
),
dimensions as (
    select
        averaged.period_start,
        averaged.segment_by,
        averaged.segment,
        averaged.dimension,
        averaged.mean_score,
        averaged.measured_weight,
        averaged.dimension_weight / nullif(
            sum(averaged.dimension_weight) over (partition by averaged.segment_by, averaged.segment), 0
        ) as dimension_weight
    from {{ ref('int_dimensions_averaged') }} as averaged
    inner join newest_quarter
        on averaged.period_start = newest_quarter.period_start
    where averaged.is_published
),
-- Anchors 20 % stricter or looser: stretch stays, the others' distance from it is a fifth shorter or longer. So their order
-- is kept, and no anchor comes to lie where no value can be.
anchored as (
    select
        metric,
        weight,
        score_on
        {%- for name, factor in [('stricter', 0.8), ('looser', 1.2)] %}
        {%- for anchor in ['floor', 'red', 'target', 'stretch'] %},
        stretch_anchor + {{ factor }} * ({{ anchor }}_anchor - stretch_anchor) as {{ name }}_{{ anchor }}_anchor
        {%- endfor %}
        {%- endfor %}
    from metric_catalog
),
figures as (
    select
        metric_scores.dimension,
        metric_scores.segment_by,
        metric_scores.segment,
        metric_scores.score,
        anchored.*,
        {{ scored_figure('anchored.score_on', 'metric_scores.value', 'companions.value') }} as scored_value
    from metric_scores
    inner join newest_quarter
        on metric_scores.period_start = newest_quarter.period_start
    inner join anchored
        on metric_scores.metric = anchored.metric
    left join (
        {{ companions_scored_on() }}
    ) as companions
        on metric_scores.metric = companions.metric
            and {{ slice_join('metric_scores', 'companions') }}
),
rescored as (
    select
        *,
        {{ score('scored_value', 'stricter_') }} as stricter_score,
        {{ score('scored_value', 'looser_') }} as looser_score
    from figures
),
anchor_means as (
    select
        segment_by,
        segment,
        dimension,
        sum(weight * stricter_score) / nullif(sum(weight), 0) as stricter_score,
        sum(weight * looser_score) / nullif(sum(weight), 0) as looser_score
    from rescored
    group by segment_by, segment, dimension
),
-- every dimension's score and weight in every run
run_dimensions as (
    select
        segment_by,
        segment,
        'published' as run,
        'published' as family,
        'as published' as detail,
        dimension,
        mean_score as score,
        dimension_weight
    from dimensions
    union all
    select
        dimensions.segment_by,
        dimensions.segment,
        'leave-one-out' as run,
        'metric left out' as family,
        figures.metric as detail,
        dimensions.dimension,
        case
            when dimensions.dimension = figures.dimension
                then (dimensions.mean_score * dimensions.measured_weight - figures.score * figures.weight)
                    -- a dimension that rests on this metric alone leaves with it
                    / nullif(round(dimensions.measured_weight - figures.weight, 9), 0)
            else dimensions.mean_score
        end,
        dimensions.dimension_weight
    from dimensions
    inner join figures
        on dimensions.segment_by = figures.segment_by
            and dimensions.segment = figures.segment
    -- a metric of a dimension that is not published is not in the index either
    inner join dimensions as own_dimensions
        on figures.segment_by = own_dimensions.segment_by
            and figures.segment = own_dimensions.segment
            and figures.dimension = own_dimensions.dimension
    union all
    select
        dimensions.segment_by,
        dimensions.segment,
        'leave-one-out' as run,
        'dimension left out' as family,
        left_out.dimension as detail,
        dimensions.dimension,
        dimensions.mean_score,
        dimensions.dimension_weight
    from dimensions
    inner join dimensions as left_out
        on dimensions.segment_by = left_out.segment_by
            and dimensions.segment = left_out.segment
            and dimensions.dimension <> left_out.dimension
    {%- for name in ['stricter', 'looser'] %}
    union all
    select
        dimensions.segment_by,
        dimensions.segment,
        'anchors' as run,
        'anchors' as family,
        '{{ name }}' as detail,
        dimensions.dimension,
        anchor_means.{{ name }}_score,
        dimensions.dimension_weight
    from dimensions
    inner join anchor_means
        on dimensions.segment_by = anchor_means.segment_by
            and dimensions.segment = anchor_means.segment
            and dimensions.dimension = anchor_means.dimension
    {%- endfor %}
    {%- for name, sign in [('raised', 1), ('lowered', -1)] %}
    union all
    -- one dimension's weight at an end of its own 95 % range under Dirichlet weights, the others in proportion
    select
        dimensions.segment_by,
        dimensions.segment,
        'weights' as run,
        'one weight' as family,
        moved.dimension || ' {{ name }}' as detail,
        dimensions.dimension,
        dimensions.mean_score,
        case
            when dimensions.dimension = moved.dimension then moved.new_weight
            else dimensions.dimension_weight * (1 - moved.new_weight) / nullif(1 - moved.dimension_weight, 0)
        end
    from dimensions
    inner join (
        select
            segment_by,
            segment,
            dimension,
            dimension_weight,
            least(greatest(
                dimension_weight {{ '+' if sign > 0 else '-' }} 1.959963984540054
                * sqrt(dimension_weight * (1 - dimension_weight) / ({{ var('weight_concentration') }} + 1)),
                0.0
            ), 1.0) as new_weight
        from dimensions
        where dimension_weight < 1 - 1e-9
    ) as moved
        on dimensions.segment_by = moved.segment_by
            and dimensions.segment = moved.segment
    {%- endfor %}
),
logged as (
    select
        *,
        ln(greatest(score, 1.0)) as log_score,
        sum(dimension_weight * ln(greatest(score, 1.0))) over (partition by segment_by, segment, run, family, detail)
        / nullif(sum(dimension_weight) over (partition by segment_by, segment, run, family, detail), 0) as log_index
    from run_dimensions
    where score is not null
),
folded as (
    select
        segment_by,
        segment,
        run,
        family,
        detail,
        max(log_index) as log_index,
        sum(dimension_weight * power(log_score - log_index, 2)) / nullif(sum(dimension_weight), 0) as log_variance,
        sum(dimension_weight * score) / nullif(sum(dimension_weight), 0) as arithmetic,
        min(score) as lowest_score
    from logged
    group by segment_by, segment, run, family, detail
),
runs as (
    select segment_by, segment, run, family, detail, least(exp(log_index), 100.0) as score, lowest_score from folded
    union all
    select segment_by, segment, 'aggregation' as run, 'aggregation' as family, 'arithmetic mean' as detail, arithmetic as score, lowest_score
    from folded
    where run = 'published'
    {%- for concentration in [20, 50, 200] %}
    {%- for name, sign in [('low', '-'), ('high', '+')] %}
    union all
    -- the log index is linear in the weights, so its mean and variance under Dirichlet weights are exact
    select
        segment_by,
        segment,
        'weights' as run,
        'all weights' as family,
        'concentration {{ concentration }}, {{ name }} end' as detail,
        least(exp(
            log_index {{ sign }} 1.959963984540054 * sqrt(log_variance / ({{ concentration }} + 1))
        ), 100.0) as score,
        lowest_score
    from folded
    where run = 'published'
    {%- endfor %}
    {%- endfor %}
)
select
    alignment_index.period_grain,
    alignment_index.period_start,
    runs.segment_by,
    runs.segment,
    runs.run,
    runs.family,
    runs.detail,
    runs.score,
    case when not alignment_index.provisional then {{ index_tier('runs.score', 'runs.lowest_score') }} end as tier
from runs
inner join newest_quarter
    on runs.score is not null
inner join alignment_index
    on newest_quarter.period_start = alignment_index.period_start
        and runs.segment_by = alignment_index.segment_by
        and runs.segment = alignment_index.segment

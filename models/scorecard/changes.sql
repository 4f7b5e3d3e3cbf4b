-- One row per thing worth saying that changed: a metric that moved between the last two closed quarters, a published
-- figure restated since, a metric newly measured or lost, a definition edited.
-- Why: readers come back for the difference. A move is claimed only when the 99 % interval of the difference excludes zero,
-- and both its quarters are always made by the same definition; a figure that differs from the published one because its
-- definition does is redefined, which is neither a restatement nor an improvement.
with metric_scores as (
    select * from {{ ref('metric_scores') }}
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
closed_quarters as (
    select
        period_start,
        period_end,
        lag(period_start) over (order by period_start) as previous_start
    from {{ ref('periods') }}
    where period_grain = 'quarter' and is_closed
),
newest_quarter as (
    select period_start, period_end, previous_start
    from closed_quarters
    where period_start = (select max(period_start) from closed_quarters)
),
published_values as (
    select
        *,
        max(as_of) over () as newest_as_of
    from {{ ref('stg_own__published_values') }}
),
last_build as (
    select * from published_values where as_of = newest_as_of
),
published_index as (
    select * from {{ ref('stg_own__published_index') }}
),
index_publications as (
    select * from {{ ref('index_publications') }}
),
redefinitions as (
    select * from {{ ref('stg_own__redefinitions') }}
),
-- what of a metric's definition its value depends on, in one note
redefined_values as (
    select
        metric,
        {{ joined_text('note', '; ', 'part') }} as note
    from redefinitions
    where changes_value
    group by metric
),
-- the index rests on everything scored: any edit redefines it
redefined_index as (
    select count(*) as edits from redefinitions
),
-- how many times as wide as the 95 % interval the 99 % one is: Student's t where few units were left out one by one
widening as (
    select
        1 as is_student,
        degrees_of_freedom,
        t_99 / t_95 as factor
    from {{ ref('t_quantiles') }}
    union all
    select
        0 as is_student,
        degrees_of_freedom,
        {{ var('change_confidence_z') }} / {{ z_95() }} as factor
    from {{ ref('t_quantiles') }}
),
quarter_pairs as (
    select
        current_quarter.metric,
        current_quarter.period_start,
        current_quarter.segment_by,
        current_quarter.segment,
        previous_quarter.value as before,
        current_quarter.value as after,
        -- Limits of each value at 99 %: Wilson's own where the metric is a share of records, or of money at the effective size
        -- its 95 % limits tell; else the 95 % limits widened on the scale they were made on.
        {% for side in ['low', 'high'] -%}
        {% for quarter in ['current', 'previous'] -%}
        {%- set row = quarter ~ '_quarter' %}
        {%- set share = divide(row ~ '.numerator', row ~ '.denominator') %}
        case metric_catalog.interval_code
            when 'W' then {{ wilson_limit(row ~ '.numerator', row ~ '.denominator', side, z=var('change_confidence_z')) }}
            when 'WR' then {{ row }}.value / nullif({{ divide(row ~ '.numerator', row ~ '.sample_size') }}, 0)
                * ({{ wilson_limit(row ~ '.numerator', row ~ '.sample_size', side, z=var('change_confidence_z')) }})
            when 'WK' then {{ row }}.value / nullif({{ share }}, 0) * ({{ wilson_limit(
                row ~ '.numerator', row ~ '.denominator', side,
                effective_trials=wilson_size(share, row ~ '.ci_high * ' ~ share ~ ' / nullif(' ~ row ~ '.value, 0)'),
                z=var('change_confidence_z')
            ) }})
            when 'none' then null
            else {{ widened_limit(row ~ '.value', row ~ '.ci_low', row ~ '.ci_high', side, quarter ~ '_factor.factor') }}
        end as {{ quarter }}_{{ side }},
        {% endfor -%}
        {% endfor -%}
        -- a wait can only be seen to have become shorter by records that had the time for the longer one: half of the
        -- quarter's days must lie that far back
        coalesce(metric_catalog.interval_code, '') <> 'KM'
        or {{ date_gap_days('newest_quarter.period_start', 'newest_quarter.period_end') }} / 2.0
            + greatest(current_quarter.value, previous_quarter.value)
            / case metric_catalog.unit when 'hours' then {{ '40.0 / 7' if is_business_clock() else '24.0' }} else 1.0 end
            <= {{ days_between('newest_quarter.period_start', as_of()) }} as is_watched,
        current_quarter.ci_low is null and current_quarter.ci_high is null and metric_catalog.interval_code in ('', 'none') as is_full_count
    from metric_scores as current_quarter
    inner join newest_quarter
        on current_quarter.period_start = newest_quarter.period_start
    inner join metric_scores as previous_quarter
        on current_quarter.metric = previous_quarter.metric
            and current_quarter.segment_by = previous_quarter.segment_by
            and current_quarter.segment = previous_quarter.segment
            and previous_quarter.period_grain = 'quarter'
            and previous_quarter.period_start = newest_quarter.previous_start
    inner join metric_catalog
        on current_quarter.metric = metric_catalog.metric
    {%- for quarter in ['current', 'previous'] %}
    left join widening as {{ quarter }}_factor
        on {{ quarter }}_factor.is_student = case when metric_catalog.interval_code in ('LJ', 'JW', 'WT') then 1 else 0 end
            and {{ quarter }}_factor.degrees_of_freedom = {{ whole_degrees_of_freedom(quarter ~ '_quarter.sample_size - 1') }}
    {%- endfor %}
    where current_quarter.period_grain = 'quarter'
        and current_quarter.value is not null
        and previous_quarter.value is not null
),
moved as (
    -- the interval of a difference from the intervals of its two ends (Newcombe 1998, Zou & Donner 2008)
    select
        'moved' as kind,
        metric,
        period_start,
        segment_by,
        segment,
        before,
        after,
        is_watched
        and case
            -- a full count has no error; less than half of the last digit printed is no change to anybody
            when is_full_count then abs(after - before) >= 0.0005
            else coalesce(
                after - before - sqrt(power(after - current_low, 2) + power(previous_high - before, 2)) > 1e-9
                or after - before + sqrt(power(current_high - after, 2) + power(before - previous_low, 2)) < -1e-9,
                false
            )
        end as significant
    from quarter_pairs
),
against_last_build as (
    select
        case
            when last_build.value is null then 'newly measured'
            when metric_scores.value is null then 'lost'
            when redefined_values.metric is not null then 'redefined'
            else 'restated'
        end as kind,
        metric_scores.metric,
        metric_scores.period_start,
        metric_scores.segment_by,
        metric_scores.segment,
        last_build.value as before,
        metric_scores.value as after,
        coalesce(redefined_values.note, metric_scores.status_reason) as note
    from metric_scores
    inner join last_build
        on metric_scores.metric = last_build.metric
            and {{ slice_join('metric_scores', 'last_build') }}
    left join redefined_values
        on metric_scores.metric = redefined_values.metric
    where metric_scores.period_grain = 'quarter'
        and last_build.status <> 'pending'
        and (
            (last_build.value is null) <> (metric_scores.value is null)
            or abs(last_build.value - metric_scores.value) > 1e-9 * greatest(abs(last_build.value), 1.0)
        )
    union all
    select
        case when redefined_index.edits > 0 then 'redefined' else 'restated' end as kind,
        'alignment_index' as metric,
        index_publications.period_start,
        index_publications.segment_by,
        index_publications.segment,
        published_index.score as before,
        index_publications.score as after,
        'first published as ' || {{ plain_number('published_index.first_score') }}
        || ' on ' || cast(cast(published_index.first_as_of as date) as {{ dbt.type_string() }}) as note
    from index_publications
    inner join published_index
        on {{ slice_join('index_publications', 'published_index') }}
    cross join redefined_index
    where published_index.first_score is not null
        and abs(published_index.score - index_publications.score) > 1e-9 * greatest(published_index.score, 1.0)
),
-- what SQL rests on is logged when a figure differs with it: an edit that moves nothing is upkeep
edited as (
    select
        redefinitions.metric,
        redefinitions.before,
        redefinitions.after,
        redefinitions.note
    from redefinitions
    left join (select distinct metric from against_last_build where kind = 'redefined') as differing
        on redefinitions.metric = differing.metric
    where redefinitions.part not like 'foundation%'
        or differing.metric is not null
)
select
    kind,
    metric,
    period_start,
    segment_by,
    segment,
    before,
    after,
    significant,
    cast(null as {{ dbt.type_string() }}) as note
from moved
union all
select
    kind,
    metric,
    period_start,
    segment_by,
    segment,
    before,
    after,
    true as significant,
    note
from against_last_build
union all
select
    'redefined' as kind,
    metric,
    cast(null as date) as period_start,
    'all' as segment_by,
    'all' as segment,
    try_cast(before as double) as before,
    try_cast(after as double) as after,
    true as significant,
    note
from edited

-- One row per metric, period and segment: the figure with its status, the reason for it, and its score.
-- Why: unknown is never 0. A value is shown only when its inputs are there, believed, enough and old enough.
{%- set flag_reason = 'coalesce(case when metric_details.value = 1 then detail_flags.reason_of_one end, detail_flags.reason)' %}
with metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
metric_values as (
    select * from {{ ref('metric_values') }}
),
metric_details as (
    select * from {{ ref('metric_details') }}
),
metric_inputs as (
    select * from {{ ref('metric_inputs') }}
),
metric_verdicts as (
    select * from {{ ref('metric_verdicts') }}
),
caveats as (
    select * from {{ ref('caveats') }}
),
detail_flags as (
    select * from {{ ref('detail_flags') }}
),
data_starts as (
    select * from {{ ref('data_starts') }}
),
published_values as (
    select * from {{ ref('stg_own__published_values') }}
),
periods as (
    select * from {{ ref('periods') }}
),
-- Every metric has a company row in every period of its grains, so that absence is a row that says why.
expected as (
    select
        metric_catalog.metric,
        periods.period_grain,
        periods.period_start,
        'all' as segment_by,
        'all' as segment
    from metric_catalog
    cross join periods
    where metric_catalog.grain_list like '%,' || periods.period_grain || ',%'
    union
    select
        metric_values.metric,
        metric_values.period_grain,
        metric_values.period_start,
        metric_values.segment_by,
        metric_values.segment
    from metric_values
    inner join metric_catalog
        on metric_values.metric = metric_catalog.metric
            and metric_catalog.grain_list like '%,' || metric_values.period_grain || ',%'
),
raised_flags as (
    select
        metric_details.metric,
        metric_details.period_grain,
        metric_details.period_start,
        metric_details.segment_by,
        metric_details.segment,
        max(case when detail_flags.status = 'insufficient_sample' then 1 else 0 end) as is_insufficient,
        max(case when detail_flags.status = 'pending' then 1 else 0 end) as is_waiting
        {%- for status, words in [
            ('insufficient_sample', 'insufficient_words'),
            ('not_measured', 'unmeasured_words'),
            ('pending', 'waiting_words'),
            ('flagged', 'flagged_words'),
        ] %},
        {{ joined_text("case when detail_flags.status = '" ~ status ~ "' then replace(" ~ flag_reason ~ ", '{value}', " ~ plain_number('metric_details.value') ~ ") end", '; ', 'detail_flags.detail') }} as {{ words }}
        {%- endfor %}
    from metric_details
    inner join detail_flags
        on metric_details.detail = detail_flags.detail
    group by
        metric_details.metric,
        metric_details.period_grain,
        metric_details.period_start,
        metric_details.segment_by,
        metric_details.segment
),
gathered as (
    select
        expected.metric,
        metric_catalog.dimension,
        metric_catalog.role,
        expected.period_grain,
        expected.period_start,
        expected.segment_by,
        expected.segment,
        metric_values.value,
        metric_values.ci_low,
        metric_values.ci_high,
        metric_values.numerator,
        metric_values.denominator,
        coalesce(metric_values.sample_size, 0) as sample_size,
        coalesce(metric_values.pending, 0) as pending,
        metric_catalog.minimum_sample,
        metric_catalog.sample_unit,
        metric_catalog.sample_unit_of_one,
        metric_catalog.unlock,
        metric_catalog.score_on,
        metric_catalog.floor_anchor,
        metric_catalog.red_anchor,
        metric_catalog.target_anchor,
        metric_catalog.stretch_anchor,
        coalesce(periods.is_closed, true) as is_closed,
        periods.period_end,
        periods.period_label,
        coalesce(metric_inputs.is_measurable, true) as is_measurable,
        metric_inputs.missing,
        coalesce(metric_verdicts.has_critical, 0) = 1 as has_critical,
        metric_verdicts.critical_words,
        coalesce(raised_flags.is_insufficient, 0) = 1 as is_insufficient,
        raised_flags.insufficient_words,
        raised_flags.unmeasured_words,
        coalesce(raised_flags.is_waiting, 0) = 1 as is_waiting,
        raised_flags.waiting_words,
        case
            when data_starts.first_on > cast({{ add_days('periods.period_start', 'floor((' ~ date_gap_days('periods.period_start', 'periods.period_end') ~ ' + 6) / 10)') }} as date)
                and data_starts.first_on <= periods.period_end
                and periods.period_grain <> 'trailing'
                then 'data begins on ' || cast(data_starts.first_on as {{ dbt.type_string() }}) || ', inside this period'
        end as partial_words,
        raised_flags.flagged_words,
        caveats.reason as caveat_words,
        metric_verdicts.warning_words
    from expected
    inner join metric_catalog
        on expected.metric = metric_catalog.metric
    left join metric_values
        on expected.metric = metric_values.metric
            and {{ slice_join('expected', 'metric_values') }}
    left join periods
        on expected.period_grain = periods.period_grain
            and expected.period_start = periods.period_start
    left join metric_inputs
        on expected.metric = metric_inputs.metric
    left join metric_verdicts
        on expected.metric = metric_verdicts.metric
    left join raised_flags
        on expected.metric = raised_flags.metric
            and {{ slice_join('expected', 'raised_flags') }}
    left join data_starts
        on metric_catalog.anchor = data_starts.anchor
    left join caveats
        on expected.metric = caveats.metric
),
judged as (
    select
        *,
        coalesce(partial_words, flagged_words, caveat_words, warning_words) is not null as is_flagged,
        case
            when not is_measurable or unmeasured_words is not null then 'not_measured'
            when has_critical then 'blocked'
            when is_insufficient then 'insufficient_sample'
            when not is_closed then 'pending'
            when sample_size + pending < minimum_sample then 'insufficient_sample'
            when sample_size < minimum_sample then 'pending'
            when is_waiting then 'pending'
            when value is null then 'insufficient_sample'
            when coalesce(partial_words, flagged_words, caveat_words, warning_words) is not null then 'flagged'
            else 'measured'
        end as status
    from gathered
),
worded as (
    select
        *,
        case status
            when 'not_measured' then
                coalesce(unmeasured_words, 'not in the data: ' || missing) || case when unlock <> '' then '. ' || unlock else '' end
            when 'blocked' then 'a data check failed: ' || coalesce(critical_words, 'see data quality')
            when 'pending' then
                case
                    when not is_closed then 'the period has not ended yet; ' || {{ counted_sample('sample_size') }} || ' so far'
                    else {{ counted_sample('sample_size') }} || ', '
                        || cast(minimum_sample as {{ dbt.type_string() }}) || ' needed; ' || cast(pending as {{ dbt.type_string() }})
                        || ' more are still too young'
                end
            when 'insufficient_sample' then
                case
                    when is_insufficient then insufficient_words
                    when sample_size + pending < minimum_sample
                        then {{ counted_sample('sample_size + pending') }} || ', '
                            || cast(minimum_sample as {{ dbt.type_string() }}) || ' needed'
                    else 'the records there are do not determine the figure'
                end
            when 'flagged' then
                concat_ws('; ', partial_words, flagged_words, caveat_words, warning_words)
        end as status_reason
    from judged
),
shown as (
    select
        *,
        case when status in ('measured', 'flagged') then value end as shown_value
    from worded
),
scored as (
    select
        shown.*,
        case when shown.shown_value is not null
            then {{ scored_figure('shown.score_on', 'shown.shown_value', 'companions.value') }} end as scored_value
    from shown
    left join (
        {{ companions_scored_on() }}
    ) as companions
        on shown.metric = companions.metric
            and {{ slice_join('shown', 'companions') }}
),
last_published as (
    select
        scored.metric,
        scored.period_grain,
        scored.period_start,
        scored.segment_by,
        scored.segment,
        published_values.value,
        published_values.as_of,
        row_number() over (
            partition by scored.metric, scored.period_grain, scored.period_start, scored.segment_by, scored.segment
            order by published_values.period_start desc, published_values.as_of desc
        ) as recency
    from scored
    inner join published_values
        on scored.metric = published_values.metric
            and scored.period_grain = published_values.period_grain
            and scored.segment_by = published_values.segment_by
            and scored.segment = published_values.segment
            and published_values.period_start <= scored.period_start
    where scored.status = 'blocked'
        and published_values.value is not null
)
select
    scored.metric,
    scored.dimension,
    scored.role,
    scored.period_grain,
    scored.period_start,
    scored.segment_by,
    scored.segment,
    scored.shown_value as value,
    case when scored.shown_value is not null then scored.ci_low end as ci_low,
    case when scored.shown_value is not null then scored.ci_high end as ci_high,
    case when scored.status not in ('not_measured', 'blocked') then scored.numerator end as numerator,
    case when scored.status not in ('not_measured', 'blocked') then scored.denominator end as denominator,
    scored.sample_size,
    scored.pending,
    {{ score('scored.scored_value', 'scored.') }} as score,
    scored.status,
    scored.status_reason,
    last_published.value as last_value,
    last_published.as_of as last_value_as_of
from scored
left join last_published
    on scored.metric = last_published.metric
        and {{ slice_join('scored', 'last_published') }}
        and last_published.recency = 1

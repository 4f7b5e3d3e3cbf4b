{# Where a cohort that is still maturing is heading: rows of a details relation, `nowcast`, `nowcast_low`, `nowcast_high`.
   Waits: observed_at, segments, success_at, other_end_at (an ending that rules success out; null where there is none),
   due_at (the end of the horizon); with `per_expected`, also expected (a decimal: the figure is the observed share over
   its mean).

   Records are watched from observed_at until they end, until due_at or until as_of, whichever comes first, and the
   Aalen-Johansen share that ends well is taken (without other endings: 1 - Kaplan-Meier). A cohort is followed up to the
   whole day at which `nowcast_least_watched` of its records have been; beyond it, it is taken to go on like the records of
   the same segment in the last year that is fully watched, as one more step of the same curve. Interval: Aalen's
   variance (Marubini and Valsecchi 1995), log(-log) scale of 1 - share, which is Greenwood's for Kaplan-Meier.
   Only periods that hold a record too young have rows, and only slices of at least that many records. #}
{% macro nowcast(relation, grains=['month', 'quarter', 'trailing'], per_expected=false) -%}
{%- set least_watched = var('nowcast_least_watched') -%}
{%- set extra = ['expected'] if per_expected else [] -%}
nowcast_timed as (
    select
        observed_at,
        {{ segments() }},
        {% if per_expected -%}
        expected,
        {% endif -%}
        ending,
        greatest({{ days_between('observed_at', 'stopped_at') }}, 0) as elapsed,
        floor({{ days_between('observed_at', 'least(due_at, ' ~ as_of() ~ ')') }}) as watched_days,
        case when due_at <= {{ as_of() }} then 0 else 1 end as young
    from (
        select
            *,
            case
                when success_at <= least(due_at, {{ as_of() }}, coalesce(other_end_at, due_at)) then 1
                when other_end_at <= least(due_at, {{ as_of() }}) then 2
                else 0
            end as ending,
            least(success_at, other_end_at, due_at, {{ as_of() }}) as stopped_at
        from {{ relation }}
    ) as waits
    where observed_at <= {{ as_of() }}
),

nowcast_span as (
    select min(observed_at) as first_young_at
    from nowcast_timed
    where young = 1
),

nowcast_periods as (
    select periods.period_grain, periods.period_start
    from {{ ref('dim_periods') }} as periods
    inner join nowcast_span
        on periods.period_end >= {{ local_date('nowcast_span.first_young_at') }}
),

nowcast_recent as (
    select nowcast_timed.*
    from nowcast_timed
    inner join (select min(period_start) as first_on from nowcast_periods) as reach
        on {{ local_date('nowcast_timed.observed_at') }} >= reach.first_on
),

{{ numbered_slices('nowcast_recent', ['elapsed', 'ending', 'watched_days', 'young'] + extra, grains=grains, name='nowcast_sliced') }},

nowcast_slices as (
    select nowcast_sliced_names.*
    from nowcast_sliced_names
    inner join nowcast_periods
        on nowcast_sliced_names.period_grain = nowcast_periods.period_grain
            and nowcast_sliced_names.period_start = nowcast_periods.period_start
),

nowcast_ranked as (
    select
        nowcast_sliced.*,
        row_number() over (partition by nowcast_sliced.slice order by young, watched_days desc) as watch_rank
    from nowcast_sliced
    inner join nowcast_slices
        on nowcast_sliced.slice = nowcast_slices.slice
),

nowcast_sizes as (
    select
        slice,
        count(*) as records,
        sum(young) as young,
        {% if per_expected -%}
        {{ divide('sum(expected)', 'count(*)') }} as mean_expected,
        {% endif -%}
        max(case when watch_rank = {{ least_watched }} then watched_days end) as followed_days,
        max(case when watch_rank = {{ least_watched }} then young end) = 0 as is_followed_through,
        min(young) = 0 as has_matured
    from nowcast_ranked
    group by slice
    having sum(young) > 0
        and count(*) >= {{ least_watched }}
),

-- the year before, fully watched, in whole days: few cells, whatever the number of records
nowcast_past as (
    select
        {{ segments('nowcast_timed') }},
        cast('1970-01-01' as date) as past_start,
        ceil(nowcast_timed.elapsed) as day,
        sum(case when nowcast_timed.ending = 1 then 1 else 0 end) as successes,
        sum(case when nowcast_timed.ending = 2 then 1 else 0 end) as others,
        sum(case when nowcast_timed.ending = 0 then 1 else 0 end) as waiting
    from nowcast_timed
    inner join nowcast_span
        on nowcast_timed.observed_at >= {{ add_days('nowcast_span.first_young_at', -365) }}
    where nowcast_timed.young = 0
    group by {{ segments('nowcast_timed') }}, ceil(nowcast_timed.elapsed)
),

nowcast_past_sliced as (
    {{ fan_out('nowcast_past', ['day', 'successes', 'others', 'waiting'], ['past']) }}
),

nowcast_tails as (
    select
        nowcast_sizes.slice,
        sum(past.successes) as successes,
        sum(past.others) as others,
        sum(past.successes + past.others + past.waiting) as open_records
    from nowcast_sizes
    inner join nowcast_slices
        on nowcast_sizes.slice = nowcast_slices.slice
    inner join nowcast_past_sliced as past
        on nowcast_slices.segment_by = past.segment_by
            and nowcast_slices.segment = past.segment
            and past.day > nowcast_sizes.followed_days
    where not nowcast_sizes.is_followed_through
    group by nowcast_sizes.slice
),

-- how far the cohort's own records are followed; without enough of the past to go on with, as far as they go
nowcast_reach as (
    select
        nowcast_sizes.*,
        case
            when nowcast_sizes.is_followed_through then null
            when nowcast_tails.open_records >= {{ least_watched }} then nowcast_sizes.followed_days
        end as followed_until,
        coalesce(nowcast_tails.successes, 0) as tail_successes,
        coalesce(nowcast_tails.others, 0) as tail_others,
        nowcast_tails.open_records
    from nowcast_sizes
    left join nowcast_tails
        on nowcast_sizes.slice = nowcast_tails.slice
    where nowcast_sizes.is_followed_through
        or nowcast_sizes.has_matured
        or nowcast_tails.open_records >= {{ least_watched }}
),

nowcast_clipped as (
    select
        nowcast_ranked.slice,
        case when nowcast_ranked.elapsed > nowcast_reach.followed_until then nowcast_reach.followed_until else nowcast_ranked.elapsed end as elapsed,
        case when nowcast_ranked.elapsed > nowcast_reach.followed_until then 0 else nowcast_ranked.ending end as ending
    from nowcast_ranked
    inner join nowcast_reach
        on nowcast_ranked.slice = nowcast_reach.slice
),

nowcast_waiting as (
    select
        nowcast_clipped.*,
        row_number() over (
            partition by slice
            order by elapsed desc, case when ending = 0 then 0 else 1 end
        ) as at_risk
    from nowcast_clipped
),

nowcast_steps as (
    select
        slice,
        elapsed,
        cast(max(at_risk) as double) as at_risk,
        cast(sum(case when ending = 1 then 1 else 0 end) as double) as successes,
        cast(sum(case when ending > 0 then 1 else 0 end) as double) as endings
    from nowcast_waiting
    where ending > 0
    group by slice, elapsed

    union all

    -- the rest of the way as the past went it, but told by no more records than the cohort has open itself: the interval is
    -- that of a cohort of this size, not of the larger past
    select
        nowcast_reach.slice,
        -- after every day of its own
        cast(1e9 as double) as elapsed,
        cast(least(max(nowcast_reach.open_records), count(*)) as double) as at_risk,
        {{ divide('max(nowcast_reach.tail_successes)', 'max(nowcast_reach.open_records)') }}
            * least(max(nowcast_reach.open_records), count(*)) as successes,
        {{ divide('max(nowcast_reach.tail_successes + nowcast_reach.tail_others)', 'max(nowcast_reach.open_records)') }}
            * least(max(nowcast_reach.open_records), count(*)) as endings
    from nowcast_reach
    inner join nowcast_clipped
        on nowcast_reach.slice = nowcast_clipped.slice
    where nowcast_reach.followed_until is not null
        and nowcast_clipped.ending = 0
    group by nowcast_reach.slice
),

{{ stepped_incidence('nowcast_steps', 'slice') }},

nowcast_bounded as (
    select
        {{ slice_columns('nowcast_slices') }},
        nowcast_reach.records,
        {{ 'nowcast_reach.mean_expected' if per_expected else 'cast(1 as double)' }} as mean_expected,
        coalesce(stepped_incidence.share, 0) as share,
        stepped_incidence.share_low,
        stepped_incidence.share_high
    from nowcast_reach
    inner join nowcast_slices
        on nowcast_reach.slice = nowcast_slices.slice
    left join stepped_incidence
        on nowcast_reach.slice = stepped_incidence.slice
),

nowcast_figures as (
    select
        {{ slice_columns() }},
        figures.detail,
        cast(null as {{ dbt.type_string() }}) as category,
        case figures.detail when 'nowcast' then share when 'nowcast_low' then share_low else share_high end / nullif(mean_expected, 0) as value,
        cast(records as bigint) as sample_size
    from nowcast_bounded
    cross join {{ listed(['nowcast', 'nowcast_low', 'nowcast_high'], column='detail') }} as figures
)
{%- endmacro %}

{# The rows of `nowcast`, to be joined to other details by union all. #}
{% macro select_nowcast() -%}
select
    {{ slice_columns() }},
    detail,
    category,
    value,
    sample_size
from nowcast_figures
where value is not null
{%- endmacro %}

{# CTEs ending in `stepped_incidence` (share, share_low, share_high): the Aalen-Johansen share of an ending after the last
   of some steps, from one row per group and time (`elapsed`) with at_risk, successes and endings (successes included), all
   doubles. Variance of Marubini and Valsecchi (1995), which is Greenwood's where nothing else ends; 95 % limits on the
   log(-log) scale of 1 - share. A share of 0 or 1 has no limits. #}
{% macro stepped_incidence(relation, groups) -%}
open_steps as (
    select
        {{ relation }}.*,
        -- nobody left is e to the power of a very large negative number: 0
        exp(coalesce(sum(case when endings > at_risk - 1e-9 then -1e6 else ln(1 - endings / at_risk) end)
            over (partition by {{ groups }} order by elapsed rows between unbounded preceding and 1 preceding), 0))
            as open_before
    from {{ relation }}
),

incidence_steps as (
    select
        open_steps.*,
        sum(open_before * successes / at_risk) over (partition by {{ groups }}) as share,
        sum(open_before * successes / at_risk)
            over (partition by {{ groups }} order by elapsed rows between unbounded preceding and current row) as share_so_far
    from open_steps
),

incidence_errors as (
    select
        {{ groups }},
        max(share) as share,
        greatest(sum(
            case
                when endings > at_risk - 1e-9 then 0
                else (share - share_so_far) * (share - share_so_far) * endings / (at_risk * (at_risk - endings))
            end
            + open_before * open_before * (at_risk - successes) * successes / (at_risk * at_risk * at_risk)
            - 2 * (share - share_so_far) * open_before * successes / (at_risk * at_risk)
        ), 0) as variance
    from incidence_steps
    group by {{ groups }}
),

incidence_spreads as (
    select
        incidence_errors.*,
        case
            when share > 1e-12 and share < 1 - 1e-12
                then exp({{ z_95() }} * sqrt(variance) / ((1 - share) * abs(ln(1 - share))))
        end as spread
    from incidence_errors
),

stepped_incidence as (
    select
        {{ groups }},
        share,
        case when spread is not null then 1 - exp(ln(1 - share) / spread) end as share_low,
        case when spread is not null then 1 - exp(ln(1 - share) * spread) end as share_high
    from incidence_spreads
)
{%- endmacro %}

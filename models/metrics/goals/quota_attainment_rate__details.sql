-- One row per companion figure of quota attainment: the median with its interval, reps far below, reps behind early on.
-- Why: the rate says how many get there; the median says how far the others are.
with quotas as (
    select
        *,
        period_end as observed_on
    from {{ ref('fct_quotas') }}
    where is_ramped
),

{{ sliced('quotas', ['attainment', 'has_hire_date', 'first_weeks_amount', 'quota_amount', 'period_days'], grains=['quarter', 'trailing'], anchor='observed_on') }},

-- Binomial ranks of the median's interval: the n reps of a slice supply the n + 1 terms of the distribution of the number
-- below it, ln C(n, k) as a running sum. k = 0 adds its own term.
ranked as (
    select
        {{ slice_columns() }},
        attainment,
        row_number() over (partition by {{ slice_columns() }} order by attainment) as position,
        count(*) over (partition by {{ slice_columns() }}) as reps
    from sliced
),

weighed as (
    select
        ranked.*,
        exp(
            sum(ln((reps - position + 1) / cast(position as double)))
                over (partition by {{ slice_columns() }} order by position rows between unbounded preceding and current row)
            - reps * ln(cast(2 as double))
        ) as probability
    from ranked
),

cumulated as (
    select
        weighed.*,
        exp(-reps * ln(cast(2 as double))) as none_below,
        exp(-reps * ln(cast(2 as double)))
        + sum(probability) over (partition by {{ slice_columns() }} order by position rows between unbounded preceding and current row)
            as at_most
    from weighed
),

limits as (
    select
        {{ slice_columns() }},
        max(reps) as reps,
        case when max(none_below) <= 0.025 then 1 + sum(case when at_most <= 0.025 then 1 else 0 end) end as rank_low
    from cumulated
    group by {{ slice_columns() }}
),

medians as (
    select
        {{ slice_columns('sliced') }},
        percentile_cont(0.5) within group (order by sliced.attainment) as median_attainment,
        count(*) as reps,
        avg(case when sliced.attainment < 0.5 then cast(1 as double) else cast(0 as double) end) as below_half,
        avg(case when sliced.attainment >= 1 then cast(1 as double) else cast(0 as double) end) as at_quota,
        sum(case when sliced.has_hire_date then 0 else 1 end) as without_hire_date,
        sum(sliced.first_weeks_amount) as first_weeks_amount,
        avg(case
            when sliced.first_weeks_amount is null then null
            when sliced.first_weeks_amount < 0.25 * sliced.quota_amount * 28 / nullif(sliced.period_days, 0) then cast(1 as double)
            else cast(0 as double)
        end) as behind_early
    from sliced
    group by {{ slice_columns('sliced') }}
),

bounds as (
    select
        {{ slice_columns('ranked') }},
        max(case when ranked.position = limits.rank_low then ranked.attainment end) as median_low,
        max(case when ranked.position = limits.reps + 1 - limits.rank_low then ranked.attainment end) as median_high
    from ranked
    inner join limits
        on {{ slice_join('ranked', 'limits') }}
    group by {{ slice_columns('ranked') }}
),

gathered as (
    select
        medians.*,
        bounds.median_low,
        bounds.median_high
    from medians
    inner join bounds
        on {{ slice_join('medians', 'bounds') }}
),

-- what was asked of the same people the time before: attainment that rises while quotas fall is no achievement
asked as (
    select
        quotas.*,
        lag(quota_amount) over (partition by user_id order by period_start) as previous_quota_amount
    from quotas
),

{{ sliced('asked', ['quota_amount', 'previous_quota_amount'], grains=['quarter', 'trailing'], anchor='observed_on', name='asked_sliced') }},

growth as (
    select
        {{ slice_columns() }},
        count(*) as reps,
        {{ divide('sum(quota_amount)', 'sum(previous_quota_amount)') }} - 1 as growth_rate
    from asked_sliced
    where previous_quota_amount > 0
    group by {{ slice_columns() }}
),

-- how long newcomers take to their first full quota; those not there yet have waited this long
newcomers as (
    select
        'all' as everybody,
        quotas.user_id,
        coalesce(min(case when quotas.is_met then 1 end), 0) = 1 as is_event,
        greatest({{ days_between('cast(max(owners.hired_on) as timestamp)', "cast(coalesce(min(case when quotas.is_met then quotas.period_end end), max(quotas.period_end)) as timestamp)") }}, 0) as elapsed
    from {{ ref('fct_quotas') }} as quotas
    inner join {{ ref('dim_owners') }} as owners
        on quotas.user_id = owners.user_id
    where owners.hired_on >= (select min(period_start) from {{ ref('fct_quotas') }})
    group by quotas.user_id
),

{{ survival_curve('newcomers', 'everybody') }},

ramp_times as (
    select
        'quarter' as period_grain,
        (select max(period_start) from {{ ref('dim_periods') }} where period_grain = 'quarter' and is_closed) as period_start,
        'all' as segment_by,
        'all' as segment,
        max(units) as reps,
        min(case when survival <= 0.5 + 1e-9 then elapsed end) as median_days
    from survival_curve
),

listed as (
    select {{ slice_columns() }}, reps, 'ramp_time_median_days' as detail, median_days as value from ramp_times
    union all
    select {{ slice_columns() }}, reps, 'quota_growth_rate' as detail, growth_rate as value from growth
    union all
    {% for detail, figure in [('median_attainment', 'median_attainment'), ('median_attainment_low', 'median_low'), ('median_attainment_high', 'median_high')] -%}
    select {{ slice_columns() }}, reps, '{{ detail }}' as detail, {{ figure }} as value from gathered
    union all
    {% endfor -%}
    select {{ slice_columns() }}, reps, 'below_half_of_quota_share' as detail, below_half as value from gathered
    union all
    -- known only where sellers' deals are in the data
    select {{ slice_columns() }}, reps, 'behind_after_four_weeks_share' as detail, behind_early as value from gathered
    where first_weeks_amount > 0
    union all
    select {{ slice_columns() }}, reps, 'reps_without_hire_date' as detail, cast(without_hire_date as double) as value from gathered
    where without_hire_date > 0
    union all
    select {{ slice_columns() }}, reps, 'quotas_too_easy' as detail, {{ rounded('100 * at_quota', 1) }} as value from gathered
    where at_quota > 0.85
)

select
    {{ slice_columns() }},
    detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(value as double) as value,
    cast(reps as bigint) as sample_size
from listed
where value is not null
    -- figures of a few people point at persons
    and reps >= {{ var('minimum_team_size') }}

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

listed as (
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

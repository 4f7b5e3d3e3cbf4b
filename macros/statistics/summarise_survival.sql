{# Folds observations into a Kaplan-Meier median with its Brookmeyer-Crowley interval (log-log Greenwood limits).
   Observations: observed_at (or observed_on), segments, elapsed (double, 0 or more), is_event (boolean: it happened;
   false = still waiting, censored at `elapsed`).

   Where half never happens within what is known, the value is the longest time known and the upper limit is open
   (rule 105); the metric's details say so as `median_not_reached`. #}
{% macro summarise_survival(relation, grains=['month', 'quarter', 'trailing'], anchor='observed_at') -%}
, {{ numbered_slices(relation, ['elapsed', 'is_event'], grains=grains, anchor=anchor) }},

{{ survival_curve('sliced', 'slice', is_whole=false) }},

medians as (
    select
        slice,
        coalesce(min(case when survival <= 0.5 + 1e-9 then elapsed end), max(elapsed)) as value,
        min(case when survival_low <= 0.5 + 1e-9 or survival = 0 then elapsed end) as ci_low,
        min(case when survival_high <= 0.5 + 1e-9 or survival = 0 then elapsed end) as ci_high,
        max(units) as units
    from survival_curve
    group by slice
)

select
    {{ slice_columns('names') }},
    medians.value,
    medians.ci_low,
    medians.ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(medians.units as bigint) as sample_size,
    cast(0 as bigint) as pending
from medians
inner join sliced_names as names
    on medians.slice = names.slice
{%- endmacro %}

{# CTEs ending in `survival_curve`: the Kaplan-Meier estimate after each distinct time of each group, with 95 % limits.

   Tied times need no grouping: with events before censored records at the same time, (1 - 1/n)(1 - 1/(n-1)) ... over d
   tied events is (n - d)/n, and the sum of 1/(k(k-1)) is Greenwood's d/(n(n-d)). So one sort gives the number at risk,
   a second the running sums, and only the last record of a tie is kept. Censored records move nothing, so past the
   first sort only events go on, and the last record of all, which says how far the curve is known. At the last record at
   risk ln 0 is avoided: survival is 0 there.

   Where not the whole curve is asked for but where it and its limits pass a half, the steps before that can be are added up
   as one and not sorted. In a group of U >= 150 that is while more than 3/5 of U remain, m = n - 1 > 0.6 U >= 90: survival S
   is never below m/U, so with l = -ln S < 0.511 the sum G of 1/(k(k-1)) <= l/m gives the lower limit's ln(-ln) as
   ln l + 1.96 sqrt(G)/l <= ln l + 1.96/sqrt(l m), which is largest at an end of 1/U <= l <= 0.511, and there below
   ln(ln 2): the lower limit, and so the curve and its upper limit, are still above a half. #}
{% macro survival_curve(relation, groups, is_whole=true) -%}
{{ numbers_at_risk(relation, groups) }},

steps as (
    select
        {{ groups }},
        elapsed,
        at_risk,
        is_event,
        units,
        case when is_event and at_risk > 1 then ln(1 - cast(1 as double) / at_risk) else 0 end as log_step,
        case when is_event and at_risk > 1 then cast(1 as double) / at_risk / (at_risk - 1) else 0 end as greenwood_step
    from at_risk
    where is_event or at_risk = 1
),

{% if not is_whole -%}
early_and_late as (
    select *, units >= 150 and (at_risk - 1) * 5 > cast(units as bigint) * 3 as is_early
    from steps
),

needed as (
    select
        {{ groups }},
        cast(null as double) as elapsed,
        -- before all others, and no record
        units + 1 as at_risk,
        true as is_event,
        units,
        sum(log_step) as log_step,
        sum(greenwood_step) as greenwood_step
    from early_and_late
    where is_early
    group by {{ groups }}, units

    union all

    select {{ groups }}, elapsed, at_risk, is_event, units, log_step, greenwood_step
    from early_and_late
    where not is_early
),

{% endif -%}
running as (
    select
        {{ groups }},
        elapsed,
        at_risk,
        is_event,
        units,
        sum(log_step) over (partition by {{ groups }} order by at_risk desc rows between unbounded preceding and current row)
            as log_survival,
        sum(greenwood_step) over (partition by {{ groups }} order by at_risk desc rows between unbounded preceding and current row)
            as greenwood_sum,
        lead(elapsed) over (partition by {{ groups }} order by at_risk desc) as next_elapsed
    from {{ 'steps' if is_whole else 'needed' }}
),

stepped as (
    select
        {{ groups }},
        elapsed,
        units,
        case when is_event and at_risk = 1 then cast(0 as double) else exp(log_survival) end as survival,
        -- the standard error of ln(-ln(survival)), known between the first event and survival 0
        case when log_survival < 0 and not (is_event and at_risk = 1)
            then ln(-log_survival) end as log_log_survival,
        case when log_survival < 0 and not (is_event and at_risk = 1)
            then {{ z_95() }} * sqrt(greenwood_sum) / abs(log_survival) end as margin
    from running
    where (next_elapsed is null or next_elapsed > elapsed)
        and at_risk <= units
),

survival_curve as (
    select
        {{ groups }},
        elapsed,
        units,
        survival,
        exp(-exp(log_log_survival + margin)) as survival_low,
        exp(-exp(log_log_survival - margin)) as survival_high
    from stepped
)
{%- endmacro %}

{# CTEs ending in `survival_medians` (value, units): the Kaplan-Meier median of each group in which it is reached, without limits.

   The curve is never below the share that still waits, so it is above a half while more than half do: the steps until then
   need no order, are added up as one, and only those after them are sorted. #}
{% macro survival_medians(relation, groups) -%}
{{ numbers_at_risk(relation, groups) }},

steps as (
    select
        {{ groups }},
        units,
        units as at_risk,
        cast(null as double) as elapsed,
        sum(ln(1 - cast(1 as double) / at_risk)) as log_step
    from at_risk
    where is_event and (at_risk - 1) * 2 > units
    group by {{ groups }}, units

    union all

    select
        {{ groups }},
        units,
        at_risk,
        elapsed,
        -- the last of all to go takes the curve to 0, whose logarithm is none
        case when at_risk > 1 then ln(1 - cast(1 as double) / at_risk) else -1e6 end as log_step
    from at_risk
    where is_event and (at_risk - 1) * 2 <= units
),

running as (
    select
        {{ groups }},
        units,
        elapsed,
        sum(log_step) over (partition by {{ groups }} order by at_risk desc rows between unbounded preceding and current row)
            as log_survival
    from steps
),

survival_medians as (
    select
        {{ groups }},
        min(elapsed) as value,
        max(units) as units
    from running
    where elapsed is not null
        and exp(log_survival) <= 0.5 + 1e-9
    group by {{ groups }}
)
{%- endmacro %}

{# CTE `at_risk`: each record with how many of its group wait as long as it does, and itself: the last to go has 1. #}
{% macro numbers_at_risk(relation, groups) -%}
at_risk as (
    select
        {{ groups }},
        elapsed,
        is_event,
        -- whole numbers of four bytes, and one order for both: the rows are sorted once and are as narrow as can be
        cast(row_number() over (partition by {{ groups }} order by elapsed desc, is_event) as integer) as at_risk,
        cast(count(*) over (
            partition by {{ groups }} order by elapsed desc, is_event
            rows between unbounded preceding and unbounded following
        ) as integer) as units
    from {{ relation }}
)
{%- endmacro %}

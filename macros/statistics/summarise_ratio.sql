{# Folds observations into a ratio of two sums, with a delete-one jackknife interval.
   Observations: observed_at (or observed_on), segments, numerator, denominator (decimals), is_mature (boolean).

   interval = 'log'         ratios of non-negative amounts: on the log scale
            = 'complement'  ratios that may not pass 1, as a price realised of list: on the log scale of 1 - ratio; where
                            any unit, or the sum, is at or above 1 it falls back to 'plain' (rule 104)
            = 'plain'       signed ratios: untransformed
   Student t with floor(effective size - 1) degrees of freedom, at least 1 (rule 88). One unit: no interval. #}
{% macro summarise_ratio(relation, interval='log', grains=['month', 'quarter', 'trailing'], anchor='observed_at') -%}
, units as (
    select
        {{ anchor }},
        {{ segments() }},
        is_mature,
        numerator,
        denominator
    from {{ relation }}
),

{{ sliced('units', ['is_mature', 'numerator', 'denominator'], grains=grains, anchor=anchor) }},

totals as (
    select
        {{ slice_columns() }},
        sum(case when is_mature then numerator else 0 end) as numerator,
        sum(case when is_mature then denominator else 0 end) as denominator,
        sum(case when is_mature then cast(denominator as double) * cast(denominator as double) end) as squared_denominator,
        sum(case when is_mature and numerator > denominator then 1 else 0 end) as units_above_one,
        sum(case when is_mature then 1 else 0 end) as matured,
        sum(case when is_mature then 0 else 1 end) as young
    from sliced
    group by {{ slice_columns() }}
),

{{ jackknife('sliced', 'totals', slice_columns('sliced'), slice_columns(), slice_join('sliced', 'totals')) }},

estimated as (
    select
        {{ slice_columns('totals') }},
        {{ divide('totals.numerator', 'totals.denominator') }} as ratio,
        deviations.standard_error,
        totals.numerator,
        totals.denominator,
        totals.units_above_one,
        totals.matured,
        totals.young,
        {{ whole_degrees_of_freedom(effective_size('totals.denominator', 'totals.squared_denominator') ~ ' - 1') }} as degrees_of_freedom
    from totals
    left join deviations
        on {{ slice_join('totals', 'deviations') }}
),

bounded as (
    select
        estimated.*,
        t_quantiles.t_95 * estimated.standard_error as margin,
        {% if interval == 'complement' -%}
        case when estimated.units_above_one = 0 and estimated.numerator < estimated.denominator
            then exp(t_quantiles.t_95 * estimated.standard_error / nullif(1 - estimated.ratio, 0)) end as spread
        {%- else -%}
        case when estimated.ratio > 0
            then exp(t_quantiles.t_95 * estimated.standard_error / estimated.ratio) end as spread
        {%- endif %}
    from estimated
    left join {{ ref('t_quantiles') }} as t_quantiles
        on estimated.degrees_of_freedom = t_quantiles.degrees_of_freedom
)

select
    {{ slice_columns() }},
    ratio as value,
    {% if interval == 'log' -%}
    ratio / nullif(spread, 0) as ci_low,
    ratio * spread as ci_high,
    {%- elif interval == 'complement' -%}
    case when spread is not null then 1 - (1 - ratio) * spread else ratio - margin end as ci_low,
    case when spread is not null then 1 - (1 - ratio) / nullif(spread, 0) else ratio + margin end as ci_high,
    {%- else -%}
    ratio - margin as ci_low,
    ratio + margin as ci_high,
    {%- endif %}
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    cast(matured as bigint) as sample_size,
    cast(young as bigint) as pending
from bounded
{%- endmacro %}

{# CTE `deviations`: the delete-one jackknife standard error of sum(numerator) / sum(denominator) per group, from units
   and their totals; no unit meets another. var_samp has (n - 1) below it, so that the jackknife's
   (n - 1) / n * sum of squares is (n - 1)^2 / n * var_samp. #}
{% macro jackknife(units, totals, unit_groups, groups, join_condition) -%}
deviations as (
    select
        {{ groups }},
        sqrt(var_samp(without_it) * (count(without_it) - 1) * (count(without_it) - 1)
            / nullif(cast(count(without_it) as double), 0)) as standard_error
    from (
        select
            {{ unit_groups }},
            {{ divide(totals ~ '.numerator - ' ~ units ~ '.numerator', totals ~ '.denominator - ' ~ units ~ '.denominator') }} as without_it
        from {{ units }}
        inner join {{ totals }}
            on {{ join_condition }}
        where {{ units }}.is_mature
    ) as left_out
    group by {{ groups }}
)
{%- endmacro %}

{# Equality of two relations' slices. #}
{% macro slice_join(one, other) -%}
    {{ one }}.period_grain = {{ other }}.period_grain
    and {{ one }}.period_start = {{ other }}.period_start
    and {{ one }}.segment_by = {{ other }}.segment_by
    and {{ one }}.segment = {{ other }}.segment
{%- endmacro %}

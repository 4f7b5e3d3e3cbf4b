{# CTEs ending in `risk_ratio` (ratio, ratio_low, ratio_high, log_error, crude_ratio, records): the Mantel-Haenszel ratio of
   two arms' shares over strata, with the interval of Greenland and Robins (1985). From one row per group and stratum with
   successes and sizes of both arms. A stratum with one arm only says nothing and drops out by itself. #}
{% macro risk_ratio(relation, groups, first_successes, first_size, second_successes, second_size) -%}
strata_weighed as (
    select
        {{ groups }},
        cast({{ first_successes }} as double) as a,
        cast({{ second_successes }} as double) as b,
        cast({{ first_size }} as double) as first_size,
        cast({{ second_size }} as double) as second_size,
        nullif(cast({{ first_size }} + {{ second_size }} as double), 0) as both_sizes
    from {{ relation }}
),

ratio_sums as (
    select
        {{ groups }},
        sum(a * second_size / both_sizes) as first_weight,
        sum(b * first_size / both_sizes) as second_weight,
        sum((first_size * second_size * (a + b) - a * b * both_sizes) / (both_sizes * both_sizes)) as spread,
        sum(a) / nullif(sum(first_size), 0) as first_share,
        sum(b) / nullif(sum(second_size), 0) as second_share,
        sum(first_size + second_size) as records
    from strata_weighed
    group by {{ groups }}
),

risk_ratio as (
    select
        {{ groups }},
        records,
        first_share,
        second_share,
        first_share / nullif(second_share, 0) as crude_ratio,
        first_weight / nullif(second_weight, 0) as ratio,
        sqrt(spread / nullif(first_weight * second_weight, 0)) as log_error,
        first_weight / nullif(second_weight, 0) * exp(-{{ z_95() }} * sqrt(spread / nullif(first_weight * second_weight, 0))) as ratio_low,
        first_weight / nullif(second_weight, 0) * exp({{ z_95() }} * sqrt(spread / nullif(first_weight * second_weight, 0))) as ratio_high
    from ratio_sums
)
{%- endmacro %}

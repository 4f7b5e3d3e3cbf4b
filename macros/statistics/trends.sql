{# Trends and couplings of short series: a few dozen points, so that points may be paired. #}

{# A whole number nearest to an expression, halves to the even one, as the published intervals are computed. #}
{% macro round_half_even(expression) -%}
    cast(case
        when {{ expression }} - floor({{ expression }}) = 0.5 then 2 * floor({{ expression }} / 2 + 0.5)
        else round({{ expression }}, 0)
    end as integer)
{%- endmacro %}

{# CTEs ending in `<prefix>trend` (one row: points, slope, low_90, high_90, low_95, high_95, mann_kendall_s, mann_kendall_variance):
   the median of all slopes between two points (Theil 1950, Sen 1968) with Sen's interval by ranks, ties of the series in
   its variance. From one row per position (a whole number, one apart) with a figure. #}
{% macro theil_sen(relation, figure, prefix='') -%}
{{ prefix }}slopes as (
    select
        slope,
        row_number() over (order by slope) as position,
        count(*) over () as slopes
    from (
        select
            (cast(later.{{ figure }} as double) - cast(earlier.{{ figure }} as double))
                / nullif(cast(later.position - earlier.position as double), 0) as slope
        from {{ relation }} as earlier
        inner join {{ relation }} as later
            on earlier.position < later.position
    ) as paired
),

{{ prefix }}ties as (
    select
        sum(points) as points,
        sum(points * (points - 1) * (2 * points + 5)) as tie_weight
    from (
        select cast(count(*) as double) as points
        from {{ relation }}
        group by {{ figure }}
    ) as repeated
),

{{ prefix }}rank_limits as (
    select
        points,
        (points * (points - 1) * (2 * points + 5) - tie_weight) / 18 as variance,
        points * (points - 1) / 2 as slopes
    from {{ prefix }}ties
),

{{ prefix }}ranked_limits as (
    select
        points,
        variance,
        slopes,
        {%- for level, z in [('90', '1.6448536269514722e0'), ('95', z_95())] %}
        greatest({{ round_half_even('((slopes - ' ~ z ~ ' * sqrt(variance)) / 2)') }}, 1) as first_{{ level }},
        least({{ round_half_even('((slopes + ' ~ z ~ ' * sqrt(variance)) / 2)') }} + 1, slopes) as last_{{ level }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ prefix }}rank_limits
),

{{ prefix }}trend as (
    select
        max(limits.points) as points,
        percentile_cont(0.5) within group (order by slopes.slope) as slope,
        {%- for level in ['90', '95'] %}
        max(case when slopes.position = limits.first_{{ level }} then slopes.slope end) as low_{{ level }},
        max(case when slopes.position = limits.last_{{ level }} then slopes.slope end) as high_{{ level }},
        {%- endfor %}
        sum(sign(slopes.slope)) as mann_kendall_s,
        max(limits.variance) as mann_kendall_variance
    from {{ prefix }}slopes as slopes
    cross join {{ prefix }}ranked_limits as limits
)
{%- endmacro %}

{# CTE `<prefix>coupling` (one row: tau, pairs, z): Kendall's tau-b of two columns over the rows of a relation where both are
   known, and its z under independence. #}
{% macro kendall_tau(relation, first, second, key, prefix='') -%}
{{ prefix }}known as (
    select {{ key }} as position, {{ first }} as first_figure, {{ second }} as second_figure
    from {{ relation }}
    where {{ first }} is not null
        and {{ second }} is not null
),

{{ prefix }}concordance as (
    select
        sum(sign(later.first_figure - earlier.first_figure) * sign(later.second_figure - earlier.second_figure))
            / nullif(sqrt(
                cast(sum(case when later.first_figure <> earlier.first_figure then 1 else 0 end) as double)
                * cast(sum(case when later.second_figure <> earlier.second_figure then 1 else 0 end) as double)
            ), 0) as tau
    from {{ prefix }}known as earlier
    inner join {{ prefix }}known as later
        on earlier.position < later.position
),

{{ prefix }}coupling as (
    select
        concordance.tau,
        counted.pairs,
        concordance.tau / nullif(sqrt(2 * (2 * counted.pairs + 5) / nullif(9 * counted.pairs * (counted.pairs - 1), 0)), 0) as z
    from {{ prefix }}concordance as concordance
    cross join (select cast(count(*) as double) as pairs from {{ prefix }}known) as counted
)
{%- endmacro %}

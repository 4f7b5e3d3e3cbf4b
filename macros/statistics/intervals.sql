{# Intervals as SQL expressions. Counts and sums may be of any numeric type; every one gives a double, or null. #}

{# The standard normal quantile of a two-sided 95 % interval. #}
{% macro z_95() -%}1.959963984540054e0{%- endmacro %}

{# a / b as a double, null where b is 0. #}
{% macro divide(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro %}

{# Wilson score limit without continuity correction (Wilson 1927; Newcombe 1998), side = 'low' or 'high'.
   `trials` may be a Kish effective size, for shares of weights: then give the two sums as `share_of`. At 0 and at all
   the limit is exactly 0 and 1, which rounding would miss. #}
{% macro wilson_limit(successes, trials, side, effective_trials=none, z=none) -%}
    {%- set z = z or z_95() -%}
    {%- set sign = '-' if side == 'low' else '+' -%}
    {%- set share = divide(successes, trials) -%}
    {%- set size = 'cast(' ~ (effective_trials or trials) ~ ' as double)' -%}
    case
        {% if side == 'low' -%}
        when {{ successes }} = 0 and {{ trials }} > 0 then cast(0 as double)
        {%- else -%}
        when {{ successes }} = {{ trials }} and {{ trials }} > 0 then cast(1 as double)
        {%- endif %}
        when {{ trials }} > 0 then (
            {{ share }} + {{ z }} * {{ z }} / (2 * nullif({{ size }}, 0))
            {{ sign }} {{ z }} * sqrt(
                greatest({{ share }} * (1 - {{ share }}), 0) / nullif({{ size }}, 0)
                + {{ z }} * {{ z }} / (4 * nullif({{ size }} * {{ size }}, 0))
            )
        ) / (1 + {{ z }} * {{ z }} / nullif({{ size }}, 0))
    end
{%- endmacro %}

{# Kish effective size of a weighted sample: (sum of weights)^2 / sum of squared weights. #}
{% macro effective_size(weight_sum, squared_weight_sum) -%}
    (cast({{ weight_sum }} as double) * cast({{ weight_sum }} as double)
        / nullif(cast({{ squared_weight_sum }} as double), 0))
{%- endmacro %}

{# Whole degrees of freedom to look up in the seed t_quantiles (1 to 1000), never rounded up. #}
{% macro whole_degrees_of_freedom(degrees_of_freedom) -%}
    cast(least(greatest(floor({{ degrees_of_freedom }} + 1e-9), 1), 1000) as integer)
{%- endmacro %}

{# A limit of an interval made `factor` times as wide, on the scale it was made on: the one on which it is symmetric about the
   value (as it is, logarithm, logarithm of 1 - value or of 1 + value, logit, inverse hyperbolic tangent). An interval that is
   symmetric on none of them, as of a median, or that lacks an end, is widened as it is. #}
{% macro widened_limit(value, low, high, side, factor) -%}
    {%- set limit = low if side == 'low' else high -%}
    {%- set log = "ln(greatest({}, 1e-300))" -%}
    {%- set forward = [
        log.replace('{}', '{x}'),
        log.replace('{}', '1 - ({x})'),
        log.replace('{}', '1 + ({x})'),
        log.replace('{}', '{x}') ~ ' - ' ~ log.replace('{}', '1 - ({x})'),
        log.replace('{}', '1 + ({x})') ~ ' - ' ~ log.replace('{}', '1 - ({x})'),
    ] -%}
    {%- set back = [
        'exp({y})',
        '1 - exp({y})',
        'exp({y}) - 1',
        '1 / (1 + exp(-({y})))',
        '(exp({y}) - 1) / (exp({y}) + 1)',
    ] -%}
    {%- set inside = [
        low ~ ' > 0',
        high ~ ' < 1',
        low ~ ' > -1',
        low ~ ' > 0 and ' ~ high ~ ' < 1',
        low ~ ' > -1 and ' ~ high ~ ' < 1',
    ] -%}
    case
        when abs({{ high }} + {{ low }} - 2 * {{ value }}) <= 1e-7 * abs({{ high }} - {{ low }})
            then {{ value }} + ({{ limit }} - {{ value }}) * {{ factor }}
        {%- for place in range(5) %}
        {%- set at = {} %}
        {%- for name, x in [('value', value), ('low', low), ('high', high), ('limit', limit)] %}
        {%- do at.update({name: '(' ~ forward[place].replace('{x}', x) ~ ')'}) %}
        {%- endfor %}
        when {{ inside[place] }}
            and abs({{ at.high }} + {{ at.low }} - 2 * {{ at.value }}) <= 1e-7 * abs({{ at.high }} - {{ at.low }})
            then {{ back[place].replace('{y}', at.value ~ ' + (' ~ at.limit ~ ' - ' ~ at.value ~ ') * ' ~ factor) }}
        {%- endfor %}
        else {{ value }} + ({{ limit }} - {{ value }}) * {{ factor }}
    end
{%- endmacro %}

{# The number of trials a 95 % Wilson interval was made with, from the share and its upper limit: the limit is where the share
   lies z standard errors of the limit away. Null for a share of 1. #}
{% macro wilson_size(share, high) -%}
    ({{ z_95() }} * {{ z_95() }} * ({{ high }}) * (1 - ({{ high }})) / nullif((({{ high }}) - {{ share }}) * (({{ high }}) - {{ share }}), 0))
{%- endmacro %}

{# Numbers at a limit. Two engines, or two orders of adding, may leave 0.30000000000000004 where the other has 0.3; what is
   decided or printed must not hang on that. #}

{# Whether a double is at least a bound, to within rounding (1e-9, far below anything printed). #}
{% macro reaches(figure, bound) -%}
    ({{ figure }} >= {{ bound }} - 1e-9)
{%- endmacro %}

{# A double rounded to some decimals, halves upwards: as a number ending in 5 is written, not as its binary form falls. #}
{% macro rounded(expression, decimals) -%}
    (cast(floor(({{ expression }}) * 1e{{ decimals }} + 0.5e0 + 1e-9) as double) / 1e{{ decimals }})
{%- endmacro %}

{# Metrics that can be told which opportunities to count. #}
{% macro metrics_of_opportunities() -%}
    {{ return([
        'win_rate',
        'sales_cycle_median_days',
        'pipeline_velocity',
        'quarter_end_bookings_index',
        'late_quarter_discount_premium',
        'price_realization_rate',
        'concession_leakage_rate',
        'double_claimed_revenue_rate',
        'source_agreement_kappa',
    ]) }}
{%- endmacro %}

{# A condition: whether a metric counts an opportunity of this type, by the variable `opportunity_types`. Without an entry
   there it counts all of them. #}
{% macro is_counted_type(metric, column='opportunity_type') -%}
    {%- set chosen = var('opportunity_types') or {} -%}
    {%- for name in chosen if name not in metrics_of_opportunities() -%}
        {{ exceptions.raise_compiler_error("The variable opportunity_types names '" ~ name ~ "'; it can name " ~ metrics_of_opportunities() | join(', ') ~ ".") }}
    {%- endfor -%}
    {%- set given = chosen.get(metric) or [] -%}
    {%- set wanted = [] -%}
    {%- set unwanted = [] -%}
    {%- for type in ([given] if given is string else given) -%}
        {%- set name = (type | string).removeprefix('not ').replace("'", "''") -%}
        {%- do (unwanted if (type | string).startswith('not ') else wanted).append("'" ~ name ~ "'") -%}
    {%- endfor -%}
    {%- set conditions = [] -%}
    {%- if wanted %}{% do conditions.append(column ~ ' in (' ~ wanted | join(', ') ~ ')') %}{% endif -%}
    {%- if unwanted %}{% do conditions.append(column ~ ' not in (' ~ unwanted | join(', ') ~ ')') %}{% endif -%}
    {{ conditions | join(' and ') if conditions else 'true' }}
{%- endmacro %}

{# What staging models of other systems share; each canonical table's typing is in staging.sql. #}

{# The values of one subject of a source with their meanings, to be joined on the value in lower case, trimmed. #}
{% macro meanings(source, subject) -%}
(
    select value, meaning
    from {{ ref('stg_own__meanings') }}
    where source = '{{ source }}' and subject = '{{ subject }}'
)
{%- endmacro %}

{# Schemas are named after the layers, without the profile's schema in front. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}

{# A variable as a SQL text literal. #}
{% macro text_var(name) -%}
    '{{ var(name) | string | replace("'", "''") }}'
{%- endmacro %}

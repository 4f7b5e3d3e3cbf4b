{# How a table or view is made on DuckDB: one statement. dbt's own way builds under another name, renames and drops, for the
   sake of who reads the old one meanwhile; nobody reads a warehouse that is being built, and some 200 models each cost
   less than two thirds. #}
{% materialization table, adapter='duckdb' %}{{ return(made_at_once(this, 'table', compiled_code)) }}{% endmaterialization %}

{% materialization view, adapter='duckdb' %}{{ return(made_at_once(this, 'view', compiled_code)) }}{% endmaterialization %}

{% macro made_at_once(relation, kind, query) %}
    {%- call statement('main', auto_begin=False) -%}
        create or replace {{ kind }} {{ relation }} as
        {{ query }}
    {%- endcall -%}
    {{ return({'relations': [relation.incorporate(type=kind)]}) }}
{% endmacro %}

{# How a table or view is made on DuckDB: one statement. dbt's own way builds under another name, renames and drops, for the
   sake of who reads the old one meanwhile; nobody reads a warehouse that is being built, and some 200 models each cost
   less than two thirds. #}
{% materialization table, adapter='duckdb' %}{{ return(made_at_once(this, 'table', compiled_code)) }}{% endmaterialization %}

{% materialization view, adapter='duckdb' %}{{ return(made_at_once(this, 'view', compiled_code)) }}{% endmaterialization %}

{% macro made_at_once(relation, kind, query) %}
    {#- a model that looked something up while it was compiled has left a transaction open, in which its table would be lost -#}
    {%- call statement('main', auto_begin=True) -%}
        create or replace {{ kind }} {{ relation }} as
        {{ query }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation.incorporate(type=kind)]}) }}
{% endmacro %}

{# Stand-ins for our own macros that fold observations: what they render is long, the same everywhere, and would be
   parsed again for every model. Loaded after macros/, so these are the ones sqlfluff uses. #}

{% macro summarise_auc(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    select * from {{ relation }}
{%- endmacro %}

{% macro summarise_details(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    select * from {{ relation }}
{%- endmacro %}

{% macro summarise_kappa(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    select * from {{ relation }}
{%- endmacro %}

{% macro summarise_proportion(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    select * from {{ relation }}
{%- endmacro %}

{% macro summarise_ratio(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    select * from {{ relation }}
{%- endmacro %}

{% macro summarise_survival(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    select * from {{ relation }}
{%- endmacro %}

{% macro summarise_survival_details(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    select * from {{ relation }}
{%- endmacro %}

{% macro summarise_weighted_share(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    select * from {{ relation }}
{%- endmacro %}

{% macro sliced(relation, columns, name='sliced') -%}
    {%- set unused = (varargs, kwargs) -%}
    {{ name }} as (
        select * from {{ relation }}
    )
{%- endmacro %}

{% macro sliced_sums(relation, columns, name='sliced') -%}
    {%- set unused = (varargs, kwargs) -%}
    {{ name }} as (
        select * from {{ relation }}
    )
{%- endmacro %}

{# dbt's own macro is replaced by one that needs an adapter to say where a source lies. #}
{% macro source(source_name, table_name) -%}
    {{ source_name }}.{{ table_name }}
{%- endmacro %}

{# The CTEs and the select that type rows are the same in every staging model. #}
{% macro stage_from(table, relation, given, left_out='') -%}
    {%- set unused = (table, given, left_out) -%}
    select * from {{ relation }}
{%- endmacro %}

{# So are the records of an object of Salesforce, and an id in one form. #}
{% macro salesforce_records(object, versions=false, told_by='id') -%}
    {%- set unused = (versions, told_by) -%}
    landed as (select * from salesforce.{{ object }})
{%- endmacro %}

{% macro salesforce_activities(object, happened_at, kind) -%}
    {%- set unused = (happened_at, kind) -%}
    linked as (select * from salesforce.{{ object }})
{%- endmacro %}

{% macro salesforce_id(column) -%}
    trim({{ column }})
{%- endmacro %}

{% macro nowcast(relation) -%}
    {%- set unused = (varargs, kwargs) -%}
    nowcast_figures as (
        select * from {{ relation }}
    )
{%- endmacro %}

{# Limits of intervals are long formulas of what they are given, many brackets deep. #}
{% macro wilson_limit(successes, trials, side, effective_trials=1) -%}
    {%- set unused = (side, kwargs) -%}
    wilson_limit({{ successes }}, {{ trials }}, {{ effective_trials }})
{%- endmacro %}

{% macro wilson_size(share, high) -%}
    wilson_size({{ share }}, {{ high }})
{%- endmacro %}

{% macro widened_limit(value, low, high, side, factor) -%}
    {%- set unused = side -%}
    widened_limit({{ value }}, {{ low }}, {{ high }}, {{ factor }})
{%- endmacro %}

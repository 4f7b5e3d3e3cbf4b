{# What the engines keep in different places. Differences in SQL are dispatched beside the macro that needs them. #}

{# Where a source is read from. Both engines read the same raw Parquet: DuckDB through views in the warehouse file, Spark
   straight from the files. Replaces dbt's own `source`, so that lineage is kept. #}
{% macro source(source_name, table_name) -%}
    {{ return(adapter.dispatch('source_location')(builtins.source(source_name, table_name))) }}
{%- endmacro %}

{% macro default__source_location(relation) -%}
    {{ return(relation) }}
{%- endmacro %}

{% macro spark__source_location(relation) -%}
    {%- set folder = 'csv' if relation.schema == 'raw' else relation.schema.replace('raw_', '') -%}
    {#- Spark passes over files whose names begin with an underscore -#}
    {%- set file = {'_files': 'loaded_files', '_rejected': 'rejected_records', '_meanings': 'meanings'}.get(relation.identifier, relation.identifier) -%}
    {{ return('parquet.`' ~ env_var('SCORECARD_RAW', 'target/raw') ~ '/' ~ folder ~ '/' ~ file ~ '.parquet`') }}
{%- endmacro %}

{# How a relation is kept that only picks rows of another. DuckDB reads through a view as through a table; what Spark does not
   write as files, the checks and results do not find. Rows put together from several sources are no mere pick. #}
{% macro kept_as() -%}
    {{ return(adapter.dispatch('kept_as')()) }}
{%- endmacro %}

{% macro default__kept_as() -%}
    {{ return('external' if has_several_sources() else 'view') }}
{%- endmacro %}

{% macro spark__kept_as() -%}
    {{ return('table') }}
{%- endmacro %}

{# Spark reads a seed from its file: typed as text in an `insert`, a thousand rows take it twenty seconds, and an apostrophe
   ends the statement. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set file = model['root_path'] ~ '/' ~ model['original_file_path'] -%}
    {%- do run_query(
        "create or replace temporary view seed_file_" ~ model['name'] ~ " using csv options (path '" ~ file
        ~ "', header 'true', quote '\"', escape '\"', encoding 'UTF-8')"
    ) -%}
    {%- set sql -%}
    insert into {{ this.render() }}
    select
        {%- for name in agate_table.column_names %}
        cast({{ name }} as {{ types.get(name, adapter.convert_type(agate_table, loop.index0)) }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from seed_file_{{ model['name'] }}
    {%- endset -%}
    {%- do adapter.add_query(sql) -%}
    {{ return(sql) }}
{%- endmacro %}

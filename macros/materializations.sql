{# How a table or view is made on DuckDB: one statement. dbt's own way builds under another name, renames and drops, for the
   sake of who reads the old one meanwhile; nobody reads a warehouse that is being built, and some 200 models each cost
   less than two thirds. #}
{% materialization table, adapter='duckdb' %}{{ return(made_at_once(this, 'table', compiled_code)) }}{% endmaterialization %}

{% materialization view, adapter='duckdb' %}{{ return(made_at_once(this, 'view', compiled_code)) }}{% endmaterialization %}

{# As Parquet beside the warehouse, seen through a view: DuckDB writes text there in a fifth of the time its own tables take. #}
{% materialization external, adapter='duckdb' %}
    {%- set file = "'" ~ (target.external_root ~ '/' ~ this.schema ~ '.' ~ this.identifier ~ '.parquet') | replace("'", "''") ~ "'" -%}
    {%- call statement('write', auto_begin=True) -%}
        copy (
        {{ compiled_code }}
        ) to {{ file }} (format parquet)
    {%- endcall -%}
    {{ return(made_at_once(this, 'view', 'select * from read_parquet(' ~ file ~ ', hive_partitioning = false)')) }}
{% endmaterialization %}

{% materialization external, adapter='spark' %}{{ return(materialization_table_spark()) }}{% endmaterialization %}

{% macro made_at_once(relation, kind, query) %}
    {#- a model that looked something up while it was compiled has left a transaction open, in which its table would be lost -#}
    {%- call statement('main', auto_begin=True) -%}
        create or replace {{ kind }} {{ relation }} as
        {{ query }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation.incorporate(type=kind)]}) }}
{% endmacro %}

{# How a table is made on Spark, which works a CTE out anew for each of its uses, and so each one that it uses: a slice's
   observations dozens of times. What would grow so is a table of its own until the model's is written; one in memory would
   not do, for Spark plans what is behind it all the same. #}
{% materialization table, adapter='spark' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- do adapter.drop_relation(relation) -%}
    {%- set parts = query_parts(compiled_code) -%}
    {%- set ctes, sizes, kept = {}, {}, [] -%}
    {%- for name, body in parts.ctes.items() -%}
        {%- set size = query_size(body, sizes) -%}
        {%- if (times_read(name, compiled_code) - 1) * size > 4 -%}
            {%- set place = relation.incorporate(path={'identifier': this.identifier ~ '__kept_' ~ name}) -%}
            {#- in brackets, for it may begin with CTEs of its own -#}
            {%- do run_query(create_table_as(False, place, query_of(ctes, 'select * from (' ~ body ~ ') as kept'))) -%}
            {%- do kept.append(place) -%}
            {%- do ctes.update({name: 'select * from ' ~ place}) -%}
            {%- do sizes.update({name: 1}) -%}
        {%- else -%}
            {%- do ctes.update({name: body}) -%}
            {%- do sizes.update({name: size}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, relation, query_of(ctes, parts.main)) }}
    {%- endcall -%}
    {%- for place in kept -%}
        {%- do adapter.drop_relation(place) -%}
    {%- endfor -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{# A query's CTEs, name to body, and what stands after them. #}
{% macro query_parts(query) -%}
    {%- set ctes = {} -%}
    {%- set at = namespace(depth=0, name='', start=0, end=0, is_main=false) -%}
    {#- texts, comments and quoted names are passed over whole -#}
    {%- for token in modules.re.finditer("'[^']*'|--[^\\n]*|`[^`]*`|[()]|\\w+", query) if not at.is_main -%}
        {%- set word = token.group() -%}
        {%- if word == '(' -%}
            {%- if at.depth == 0 -%}{%- set at.start = token.end() -%}{%- endif -%}
            {%- set at.depth = at.depth + 1 -%}
        {%- elif word == ')' -%}
            {%- set at.depth = at.depth - 1 -%}
            {%- if at.depth == 0 -%}
                {%- do ctes.update({at.name: query[at.start:token.start()]}) -%}
                {%- set at.end = token.end() -%}
            {%- endif -%}
        {%- elif at.depth == 0 and word == 'select' -%}
            {%- set at.is_main = true -%}
        {%- elif at.depth == 0 and word not in ('with', 'as') and not word.startswith('--') -%}
            {%- set at.name = word -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return({'ctes': ctes, 'main': query[at.end:]}) }}
{%- endmacro %}

{# A query with those CTEs before it again that it reads. #}
{% macro query_of(ctes, main) -%}
    {%- set needed = namespace(query=main, ctes=[]) -%}
    {%- for name, body in ctes.items() | list | reverse -%}
        {%- if times_read(name, needed.query) > 0 -%}
            {%- set needed.query = body ~ needed.query -%}
            {%- do needed.ctes.insert(0, name ~ ' as (' ~ body ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(('with ' if needed.ctes else '') ~ needed.ctes | join(', ') ~ main) }}
{%- endmacro %}

{# How many relations a query reads, those that its CTEs read counted at every use. #}
{% macro query_size(query, sizes) -%}
    {%- set counted = namespace(size=0) -%}
    {%- for name in modules.re.findall('\\b(?:from|join)\\s+(\\w+)', query) -%}
        {%- set counted.size = counted.size + sizes.get(name, 1) -%}
    {%- endfor -%}
    {{ return(counted.size) }}
{%- endmacro %}

{% macro times_read(name, query) -%}
    {{ return(modules.re.findall('\\b(?:from|join)\\s+' ~ name ~ '\\b', query) | length) }}
{%- endmacro %}

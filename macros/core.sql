{# From staging to core: all sources of an entity united, one row per key. #}

{# CTEs ending in `united`: the usable rows of a table from all sources, one per key; of repeats, the one loaded last (then
   the one read last) stays. Where tens of millions of rows may come, `repeats` names the relation that holds the others,
   so that core is but a look at staging. #}
{% macro unite(table, repeats=none) -%}
{%- set kept = [] -%}
{%- for column in contract_columns(table) if column.name not in ('loaded_at', 'source_system', 'is_deleted') -%}
    {%- do kept.append(column.name) -%}
    {%- if column.day_flag -%}{%- do kept.append(column.name ~ '_is_day') -%}{%- endif -%}
{%- endfor -%}
{%- if repeats -%}
older_repeats as (
    select * from {{ ref(repeats) }}
),
{%- else -%}
{{ older_repeats(table) }},
{%- endif %}
{{ 'united_records' if has_several_sources() else 'united' }} as (
    select usable.*
    from ({{ _usable(staging_of(table), kept + ['loaded_at', 'source_system', '_source', '_file', '_line']) }}) as usable
    left join older_repeats
        on usable._source = older_repeats._source
            and usable._file = older_repeats._file
            and usable._line = older_repeats._line
    where older_repeats._line is null
)
{%- if has_several_sources() -%}
,
{{ resolve_identities(table) }}
{%- endif -%}
{%- endmacro %}

{# CTEs ending in `older_repeats`: the place of every usable row that gives way to a newer one with its key. #}
{% macro older_repeats(table) -%}
{%- set key = contract_key(table) | join(', ') -%}
-- read from staging anew, keys alone: a relation named once and read thrice would be copied whole before it is read
repeated_keys as (
    select {{ key }}
    from ({{ _usable(staging_of(table), contract_key(table)) }}) as usable
    group by {{ key }}
    having count(*) > 1
),
older_repeats as (
    select _source, _file, _line
    from (
        select
            usable._source,
            usable._file,
            usable._line,
            row_number() over (
                partition by {% for column in contract_key(table) %}usable.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
                order by usable.loaded_at desc nulls last, usable._file desc, usable._line desc
            ) as recency
        from ({{ _usable(staging_of(table), contract_key(table) + ['loaded_at', '_source', '_file', '_line']) }}) as usable
        inner join repeated_keys
            on {% for column in contract_key(table) %}usable.{{ column }} = repeated_keys.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
    ) as ranked
    where recency > 1
)
{%- endmacro %}

{# The staging relations of one table, from all sources. #}
{% macro staging_of(table) -%}
    {{ return(staged_models(table) | map(attribute='relation') | list) }}
{%- endmacro %}

{% macro _usable(staging_models, columns) -%}
    {% for model in staging_models -%}
    select {{ columns | unique | join(', ') }}
    from {{ model }}
    where _set_aside_reason is null
    {{ 'union all ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The key columns of a canonical table. #}
{% macro contract_key(table) -%}
    {%- set found = namespace(key=['_line']) -%}
    {%- if execute -%}
        {%- for source in graph.sources.values() if source.source_name == 'csv' and source.name == table -%}
            {%- set found.key = source.config.meta.key -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found.key) }}
{%- endmacro %}

{# The rate into the reporting currency on a day: last rate on or before it; 1 without a currency, in our own, or where
   no rates are given at all: then everything is taken to be in our own, and a check refuses two currencies. #}
{% macro exchange_rate(rates_alias, currency_column) -%}
    case
        when {{ currency_column }} is null or {{ currency_column }} = {{ text_var('reporting_currency') }} then cast(1 as double)
        when (select count(*) from {{ rates_alias }}) = 0 then cast(1 as double)
        else {{ rates_alias }}.rate_to_reporting
    end
{%- endmacro %}

{# Money is decimal: sums of doubles differ in their last digits from run to run. #}
{% macro money(expression) -%}
    cast(round({{ expression }}, 4) as decimal(18, 4))
{%- endmacro %}

{# The columns of a united table, some left out: what `select * exclude` says in engines that have it. #}
{% macro united_columns(table, alias, except) -%}
    {%- for column in contract_columns(table) if column.name not in except and column.name != 'is_deleted' -%}
    {{ alias }}.{{ column.name }},
    {% if column.day_flag %}{{ alias }}.{{ column.name }}_is_day,
    {% endif -%}
    {%- endfor -%}
    {{ alias }}._source,
    {{ alias }}._file,
    {{ alias }}._line
{%- endmacro %}

{# Typing raw text: each canonical table's columns and types stand in models/staging/csv/_csv__sources.yml alone. #}

{# Words that exports write where nobody answered, none longer than 7 letters. #}
{% macro blank_words() -%}
    {{ return(['', '-', '--', 'n/a', 'na', 'null', 'none', 'nan', 'unknown', 'select', '#n/a']) }}
{%- endmacro %}

{# Text of a time, a number or a key without the space around it. Hardly any has some, and DuckDB looks at the class of each
   letter to find out; where the same texts come again and again, once for each of them. #}
{% macro trimmed(column) -%}
    {{ return(adapter.dispatch('trimmed')(column)) }}
{%- endmacro %}

{% macro default__trimmed(column) -%}
    case
        when strlen({{ column }}) = length({{ column }}) and not starts_with({{ column }}, ' ') and not ends_with({{ column }}, ' ')
            then {{ column }}
        else trim({{ column }})
    end
{%- endmacro %}

{% macro spark__trimmed(column) -%}
    trim({{ column }})
{%- endmacro %}

{# Trimmed text with blanks and placeholders as null; most texts are longer than any of these, and are not looked at. #}
{% macro clean_text(column) -%}
    case when length({{ column }}) < 8 and {{ is_one_of('lower(' ~ column ~ ')', blank_words()) }} then null else {{ column }} end
{%- endmacro %}

{# Whether a text is one of some words. DuckDB makes a join of `in`; a function it asks once for each word of a dictionary. #}
{% macro is_one_of(expression, words) -%}
    {{ return(adapter.dispatch('is_one_of')(expression, words)) }}
{%- endmacro %}

{% macro default__is_one_of(expression, words) -%}
    list_contains(['{{ words | join("', '") }}'], {{ expression }})
{%- endmacro %}

{% macro spark__is_one_of(expression, words) -%}
    {{ expression }} in ('{{ words | join("', '") }}')
{%- endmacro %}

{# Days that systems write where no date is known: the first day of their calendar, or the last. #}
{% macro blank_days() -%}
    {{ return([
        '0', '0001-01-01', '1601-01-01', '1753-01-01', '1899-12-30', '1899-12-31', '1900-01-01', '9999-12-31',
        '01/01/1900', '1/1/1900', '01.01.1900', '01/01/1970', '1/1/1970', '01.01.1970', '12/31/9999', '31/12/9999', '31.12.9999',
    ]) }}
{%- endmacro %}

{# Trimmed text of a date or time with blanks and placeholders as null; the first instant of 1970 is a zero nobody filled in. #}
{% macro clean_time(column) -%}
    case
        when {{ is_one_of('substr(' ~ column ~ ', 1, 10)', blank_days()) }} then null
        when {{ is_one_of('substr(replace(' ~ column ~ ", 'T', ' '), 1, 19)", ['1970-01-01', '1970-01-01 00:00:00']) }} then null
        else {{ clean_text(column) }}
    end
{%- endmacro %}

{# Text as the type that it plainly is: nearly all of it, and cheaply. #}
{% macro read_as(column, type) -%}
    {%- if type in ('timestamp', 'date') -%} {{ parse_timestamp(column) }}
    {%- elif type == 'boolean' -%}
    case
        when {{ is_one_of('lower(' ~ column ~ ')', ['true', 't', 'yes', 'y', '1', '1.0']) }} then true
        when {{ is_one_of('lower(' ~ column ~ ')', ['false', 'f', 'no', 'n', '0', '0.0']) }} then false
    end
    {%- elif type == 'integer' -%} try_cast(try_cast({{ column }} as double) as integer)
    {%- else -%} try_cast({{ column }} as {{ type }})
    {%- endif -%}
{%- endmacro %}

{# The parts of a text that is no plain time or number (macros/values.sql). #}
{% macro parts_of(column, type) -%}
    {%- if type in ('timestamp', 'date') -%} {{ time_parts(column, group_mark()) }}
    {%- else -%} {{ number_parts(column, group_mark()) }}
    {%- endif -%}
{%- endmacro %}

{# A time or number from its parts; `currency` is the code of an amount, which may not be written with another one. #}
{% macro read_parts(parts, type, currency=none) -%}
    {%- if type in ('timestamp', 'date') -%} {{ timestamp_of_parts(parts) }}
    {%- elif currency -%} case when not {{ contradicts_currency(parts, currency) }} then try_cast({{ number_of(parts) }} as {{ type }}) end
    {%- else -%} try_cast({{ number_of(parts) }} as {{ type }})
    {%- endif -%}
{%- endmacro %}

{# What was read, null where no company can mean it. #}
{% macro possible(value, type) -%}
    {%- if type in ('timestamp', 'date') -%} cast({{ possible_time(value) }} as {{ type }})
    {#- neither infinite nor "not a number": one such record would take every sum with it -#}
    {%- elif type == 'double' -%} case when abs({{ value }}) < 1e300 then {{ value }} end
    {%- else -%} {{ value }}
    {%- endif -%}
{%- endmacro %}

{# Why a text could not be read as its type. #}
{% macro why_unreadable(column, type, parts, currency=none) -%}
    {%- set kind = type.split("(")[0] | replace("double", "number") | replace("decimal", "number") | replace("integer", "whole number") | replace("boolean", "yes or no") -%}
    {%- set plainly = "'" ~ column ~ " is not a " ~ kind ~ "'" -%}
    {%- if type in ('timestamp', 'date') -%}
    case when {{ is_ambiguous_time(parts) }} then '{{ column }} is an ambiguous date (set formats.date_order in mapping.yml)' else {{ plainly }} end
    {%- elif currency -%}
    case when {{ contradicts_currency(parts, currency) }} then '{{ column }} is in another currency than its currency_code' else {{ plainly }} end
    {%- else -%} {{ plainly }}
    {%- endif -%}
{%- endmacro %}

{# Whether a time lies clear of all that is blank or impossible, so that its text need not be looked at: nearly always. #}
{% macro is_plain_time(value) -%}
    {{ value }} between timestamp '1971-01-01 00:00:00' and timestamp '9998-12-31 00:00:00'
{%- endmacro %}

{# A time, null where it is none: a year typed wrong (0202) would open a period for every month since. #}
{% macro possible_time(timestamp_expression) -%}
    case
        when {{ timestamp_expression }} between timestamp '1900-01-01 00:00:00' and timestamp '9999-12-31 23:59:59'
            then {{ timestamp_expression }}
    end
{%- endmacro %}

{# Text to a UTC timestamp: with an offset it is converted, without one it is UTC already. #}
{% macro parse_timestamp(column) -%}
    {{ return(adapter.dispatch('parse_timestamp')(column)) }}
{%- endmacro %}

{% macro default__parse_timestamp(column) -%}
    case
        -- with a colon before the seconds and nothing or a Z behind them there is no offset, and a calendar need not be asked
        when {{ column }} like '_____________:__:__' or {{ column }} like '_____________:__:__Z' then try_cast({{ column }} as timestamp)
        else make_timestamp(epoch_us(try_cast({{ column }} as timestamptz)))
    end
{%- endmacro %}

{% macro spark__parse_timestamp(column) -%}
    try_cast({{ column }} as timestamp)
{%- endmacro %}

{# A time in any other form, from its parts (macros/values.sql). #}
{% macro timestamp_of_parts(parts) -%}
    {{ return(adapter.dispatch('timestamp_of_parts')(parts)) }}
{%- endmacro %}

{% macro default__timestamp_of_parts(parts) -%}
    make_timestamp(coalesce(epoch_us(try_cast({{ iso_time(parts) }} as timestamptz)), {{ epoch_microseconds(parts) }}))
{%- endmacro %}

{% macro spark__timestamp_of_parts(parts) -%}
    coalesce(try_cast({{ iso_time(parts) }} as timestamp), timestamp_micros({{ epoch_microseconds(parts) }}))
{%- endmacro %}

{# How the engine's replacements name a group of a pattern. #}
{% macro group_mark() -%}
    {{ return(adapter.dispatch('group_mark')()) }}
{%- endmacro %}

{% macro default__group_mark() -%}
    {{ return('\\') }}
{%- endmacro %}

{% macro spark__group_mark() -%}
    {{ return('$') }}
{%- endmacro %}

{# The columns of a canonical table as the contract lists them: name, type, required, day_flag. #}
{% macro contract_columns(table) -%}
    {%- set found = namespace(columns=[]) -%}
    {%- if execute -%}
        {%- for source in graph.sources.values() if source.source_name == 'csv' and source.name == table -%}
            {%- for column in source.columns.values() -%}
                {%- do found.columns.append({
                    'name': column.name,
                    'type': column.data_type,
                    'required': column.config.meta.get('required', false),
                    'day_flag': column.config.meta.get('day_flag', false),
                    'meaning': column.config.meta.get('meaning'),
                    'event_time': column.name in (source.config.meta.get('event_time') or []),
                }) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found.columns) }}
{%- endmacro %}

{# A canonical table as its files hold it, typed. #}
{% macro stage_canonical(table) -%}
{%- set given = {} -%}
{%- for column in contract_columns(table) %}{% do given.update({column.name: column.name}) %}{% endfor -%}
with {{ staged_rows(table, source('csv', table), given) }}
{%- endmacro %}

{# Rows of another system's object as rows of a canonical table, typed like those of its files. Stands after the CTEs of
   a staging model: `relation` is one of them with a row per raw record, `given` the SQL of each canonical column over it
   (columns not given are null), `left_out` the SQL of why a record is not used. #}
{% macro stage_from(table, relation, given, left_out='cast(null as ' ~ dbt.type_string() ~ ')') -%}
,
{{ staged_rows(table, relation, given, left_out) }}
{%- endmacro %}

{# Every row stays; `_set_aside_reason` says why one cannot be used, `_reason_column` which value is at fault. #}
{% macro staged_rows(table, relation, given, left_out=none) -%}
{%- set columns = contract_columns(table) -%}
{%- set known = columns | map(attribute='name') | list -%}
{%- set code = 'coalesce(upper(currency_code), ' ~ text_var('reporting_currency') ~ ')' if 'currency_code' in known else none -%}
{%- for name in given if execute and name not in known -%}
    {%- do exceptions.raise_compiler_error(name ~ ' is not a column of ' ~ table) -%}
{%- endfor -%}
written as (
    select
        {% for column in columns -%}
        {{ 'cast(' ~ given.get(column.name, 'null') ~ ' as ' ~ dbt.type_string() ~ ')' if left_out else given[column.name] }} as {{ column.name }},
        {% endfor -%}
        {{ left_out or 'cast(null as ' ~ dbt.type_string() ~ ')' }} as _left_out,
        _source,
        _file,
        _line
    from {{ relation }}
),
trimmed as (
    select
        {% for column in columns -%}
        {{ trimmed(column.name) if column.type != 'varchar' or column.name in contract_key(table) else 'trim(' ~ column.name ~ ')' }} as {{ column.name }},
        {% endfor -%}
        _left_out,
        _source,
        _file,
        _line
    from written
),
records as (
    select
        {% for column in columns -%}
        {{ column.name if column.type in ('timestamp', 'date') else clean_text(column.name) }} as {{ column.name }},
        {% endfor -%}
        _left_out,
        _source,
        _file,
        _line
    from trimmed
),
{{ understood_values(columns, not left_out) -}}
-- each text is read once, times before they are cleaned: what is read as a plain time needs no cleaning
plain as (
    select
        *
        {%- for column in columns if column.type != 'varchar' %},
        {{ read_as(column.name, column.type) }} as _plain_{{ column.name }}
        {%- endfor %}
    from {{ 'understood' if is_explained(not left_out) else 'records' }}
),
-- only what is no plain time or number is taken apart
parted as (
    select
        *
        {%- for column in columns if column.type not in ('varchar', 'boolean') %},
        case
            when _plain_{{ column.name }} is null and {{ column.name }} is not null
                then {{ parts_of(column.name, column.type) }}
        end as _parts_{{ column.name }}
        {%- endfor %}
    from plain
),
parsed as (
    select
        *
        {%- for column in columns if column.type not in ('varchar', 'boolean') %},
        case
            when _parts_{{ column.name }} is null then _plain_{{ column.name }}
            else {{ read_parts('_parts_' ~ column.name, column.type, code if column.type.startswith('decimal')) }}
        end as _read_{{ column.name }}
        {%- endfor %}
    from parted
),
typed as (
    select
        {% for column in columns -%}
        {% set read = ('_plain_' if column.type == 'boolean' else '_read_') ~ column.name -%}
        {% set why = why_unreadable(column.name, column.type, '_parts_' ~ column.name, code if column.type.startswith('decimal')) -%}
        {% if column.type == 'varchar' -%}
        {{ column.name }},
        {% elif column.type in ('timestamp', 'date') -%}
        case
            when {{ is_plain_time(read) }} then cast({{ read }} as {{ column.type }})
            when {{ column.name }} is not null and {{ clean_time(column.name) }} is not null then {{ possible(read, column.type) }}
        end as {{ column.name }},
        {% if column.day_flag -%}
        case
            -- an instant has hours, or is counted since 1970
            when {{ is_plain_time(read) }} or ({{ column.name }} is not null and {{ clean_time(column.name) }} is not null)
                then case
                    when instr({{ column.name }}, ':') > 0 then false
                    else length({{ column.name }}) < 10 or try_cast({{ column.name }} as double) is null
                end
        end as {{ column.name }}_is_day,
        {% endif -%}
        case
            when {{ is_plain_time(read) }} then null
            when {{ column.name }} is not null and {{ clean_time(column.name) }} is not null and {{ possible(read, column.type) }} is null then {{ why }}
        end as _bad_{{ column.name }},
        {% else -%}
        {{ possible(read, column.type) }} as {{ column.name }},
        case when {{ column.name }} is not null and {{ possible(read, column.type) }} is null then {{ why }} end as _bad_{{ column.name }},
        {% endif -%}
        {% endfor -%}
        _left_out,
        _source,
        _file,
        _line
    from parsed
),
judged as (
    select
        *,
        case
            when _left_out is not null then null
            {% for column in columns if column.type != 'varchar' -%}
            when _bad_{{ column.name }} is not null then '{{ column.name }}'
            {% endfor -%}
            {% for column in columns if column.required -%}
            when {{ column.name }} is null then '{{ column.name }}'
            {% endfor -%}
            else null
        end as _reason_column
    from typed
)
select
    {% for column in columns -%}
    {{ column.name }},
    {% if column.day_flag %}{{ column.name }}_is_day,
    {% endif -%}
    {% endfor -%}
    _source,
    _file,
    _line,
    _reason_column,
    case
        when _left_out is not null then _left_out
        when _reason_column is not null then case
            {% for column in columns if column.type != 'varchar' -%}
            when _bad_{{ column.name }} is not null then _bad_{{ column.name }}
            {% endfor -%}
            {% for column in columns if column.required -%}
            when {{ column.name }} is null then '{{ column.name }} is missing'
            {% endfor -%}
        end
        when is_deleted then 'deleted at source'
        {% set times = columns | selectattr('event_time') | map(attribute='name') | list -%}
        {% if times -%}
        when {{ times[0] }} > {{ as_of() }} then 'after as_of'
        {% endif -%}
        else null
    end as _set_aside_reason
from judged
{%- endmacro %}

{# Time: one clock, elapsed time by epoch, days by the reporting time zone. Timestamps are UTC without a zone. #}

{# The UTC instant the scorecard looks back from. #}
{% macro as_of() -%}
    cast('{{ var("as_of") }}' as timestamp)
{%- endmacro %}

{# The days of a horizon: its own variable, else what the preset says. #}
{% macro horizon(name) -%}
    {%- if var(name) is not none -%}{{ return(var(name)) }}{%- endif -%}
    {%- set presets = var('presets') -%}
    {%- if var('preset') not in presets -%}
        {{ exceptions.raise_compiler_error("The variable preset is '" ~ var('preset') ~ "'; choose from " ~ presets | join(', ') ~ ".") }}
    {%- endif -%}
    {{ return(presets[var('preset')][name]) }}
{%- endmacro %}

{# Seconds since 1970, as a double: the base of all elapsed time. #}
{% macro epoch_seconds(timestamp_column) -%}
    {{ return(adapter.dispatch('epoch_seconds')(timestamp_column)) }}
{%- endmacro %}

{% macro default__epoch_seconds(timestamp_column) -%}
    epoch({{ timestamp_column }})
{%- endmacro %}

{% macro spark__epoch_seconds(timestamp_column) -%}
    (unix_micros(cast({{ timestamp_column }} as timestamp)) / 1000000.0D)
{%- endmacro %}

{# Elapsed hours and days between two timestamps; counting boundaries would give 25 for 25.98. #}
{% macro hours_between(start_column, end_column) -%}
    (({{ epoch_seconds(end_column) }} - {{ epoch_seconds(start_column) }}) / 3600.0)
{%- endmacro %}

{% macro days_between(start_column, end_column) -%}
    (({{ epoch_seconds(end_column) }} - {{ epoch_seconds(start_column) }}) / 86400.0)
{%- endmacro %}

{# A timestamp moved by a whole number of days (an expression or a literal). #}
{% macro add_days(timestamp_column, days) -%}
    {{ return(adapter.dispatch('add_days')(timestamp_column, days)) }}
{%- endmacro %}

{% macro default__add_days(timestamp_column, days) -%}
    (cast({{ timestamp_column }} as timestamp) + to_days(cast({{ days }} as integer)))
{%- endmacro %}

{% macro spark__add_days(timestamp_column, days) -%}
    (cast({{ timestamp_column }} as timestamp) + make_interval(0, 0, 0, cast({{ days }} as int), 0, 0, 0))
{%- endmacro %}

{# The calendar day of a UTC timestamp in the reporting time zone. #}
{% macro local_date(timestamp_column) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ timestamp_column }} as date)
    {%- else -%}
    {{ return(adapter.dispatch('local_date')(timestamp_column)) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__local_date(timestamp_column) -%}
    cast(timezone({{ text_var('reporting_timezone') }}, timezone('UTC', {{ timestamp_column }})) as date)
{%- endmacro %}

{% macro spark__local_date(timestamp_column) -%}
    cast(from_utc_timestamp({{ timestamp_column }}, {{ text_var('reporting_timezone') }}) as date)
{%- endmacro %}

{# The date some months after another. #}
{% macro add_months(date_column, months) -%}
    {{ return(adapter.dispatch('add_months')(date_column, months)) }}
{%- endmacro %}

{% macro default__add_months(date_column, months) -%}
    cast(cast({{ date_column }} as date) + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__add_months(date_column, months) -%}
    add_months(cast({{ date_column }} as date), cast({{ months }} as int))
{%- endmacro %}

{# Whole days from one date to another. #}
{% macro date_gap_days(start_date, end_date) -%}
    {{ return(adapter.dispatch('date_gap_days')(start_date, end_date)) }}
{%- endmacro %}

{% macro default__date_gap_days(start_date, end_date) -%}
    (cast({{ end_date }} as date) - cast({{ start_date }} as date))
{%- endmacro %}

{% macro spark__date_gap_days(start_date, end_date) -%}
    datediff({{ end_date }}, {{ start_date }})
{%- endmacro %}

{# One row per day from a first to a last date, as a column named day. #}
{% macro days_from_to(first_date, last_date) -%}
    {{ return(adapter.dispatch('days_from_to')(first_date, last_date)) }}
{%- endmacro %}

{% macro default__days_from_to(first_date, last_date) -%}
    select cast(unnest(generate_series(cast({{ first_date }} as timestamp), cast({{ last_date }} as timestamp), interval 1 day)) as date) as day
{%- endmacro %}

{% macro spark__days_from_to(first_date, last_date) -%}
    select explode(sequence({{ first_date }}, {{ last_date }}, interval 1 day)) as day
{%- endmacro %}

{# The short English name of a date's month. #}
{% macro month_name(date_column) -%}
    case cast(extract(month from {{ date_column }}) as integer)
        {%- for name in ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end
{%- endmacro %}

{# A microsecond, taken as many times as an integer expression says (0 or 1): the step from midnight to a day's end. #}
{% macro one_microsecond(times) -%}
    {{ return(adapter.dispatch('one_microsecond')(times)) }}
{%- endmacro %}

{% macro default__one_microsecond(times) -%}
    to_microseconds(cast({{ times }} as bigint))
{%- endmacro %}

{% macro spark__one_microsecond(times) -%}
    make_interval(0, 0, 0, 0, 0, 0, {{ times }} / 1000000.0)
{%- endmacro %}

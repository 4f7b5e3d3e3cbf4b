{# Elapsed hours on the clock a company chose: every hour counts, or only working hours of the lead's region
   (seeds/working_hours.csv and seeds/holidays.csv).

   Working hours never go through the hours between two instants: a row per day says how much was worked before it, so that
   the hours between are the difference of two look-ups. #}

{% macro is_business_clock() -%}
    {%- if var('response_clock') not in ('clock', 'business') -%}
        {{ exceptions.raise_compiler_error("The variable response_clock is '" ~ var('response_clock') ~ "'; choose clock or business.") }}
    {%- endif -%}
    {{ return(var('response_clock') == 'business') }}
{%- endmacro %}

{# The promise, in hours of the chosen clock, for leads whose class has none of its own. #}
{% macro default_sla_hours() -%}
    {{ return(var('default_sla_business_hours') if is_business_clock() else var('default_sla_hours')) }}
{%- endmacro %}

{# CTEs ending in `name`: the rows of a relation with `hours_to_touch`, from start_at to touched_at (null without a touch,
   0 for a touch before), and `hours_waited`, from start_at to as_of. Both are hours of the chosen clock. #}
{% macro elapsed_hours(relation, start_at, touched_at, name) -%}
    {%- if is_business_clock() -%}
    {{ working_days(relation, start_at) }},
    {{ name }}_placed as (
        select
            {{ relation }}.*,
            coalesce(calendars.calendar, '') as hours_calendar
        from {{ relation }}
        left join calendars
            on {{ relation }}.region = calendars.calendar
    ),
    {{ name }}_located as (
        select
            {{ name }}_placed.*,
            {{ local_date_in(start_at, 'calendars.time_zone') }} as start_day,
            {{ local_date_in(touched_at, 'calendars.time_zone') }} as touch_day,
            {{ local_date_in(as_of(), 'calendars.time_zone') }} as last_day
        from {{ name }}_placed
        inner join calendars
            on {{ name }}_placed.hours_calendar = calendars.calendar
    ),
    {{ name }} as (
        select
            {{ name }}_located.*,
            case
                when {{ touched_at }} is null or {{ start_at }} is null then null
                when {{ touched_at }} <= {{ start_at }} then cast(0 as double)
                else ({{ worked_seconds('touch', touched_at) }} - {{ worked_seconds('start', start_at) }}) / 3600e0
            end as hours_to_touch,
            ({{ worked_seconds('last', as_of()) }} - {{ worked_seconds('start', start_at) }}) / 3600e0 as hours_waited
        from {{ name }}_located
        {%- for moment in ['start', 'touch', 'last'] %}
        left join working_days as {{ moment }}_days
            on {{ name }}_located.hours_calendar = {{ moment }}_days.calendar
                and {{ name }}_located.{{ moment }}_day = {{ moment }}_days.day
        {%- endfor %}
    )
    {%- else -%}
    {{ name }} as (
        select
            *,
            case when {{ touched_at }} is not null then greatest({{ hours_between(start_at, touched_at) }}, 0) end as hours_to_touch,
            {{ hours_between(start_at, as_of()) }} as hours_waited
        from {{ relation }}
    )
    {%- endif -%}
{%- endmacro %}

{# Seconds worked from the calendar's first day up to an instant. #}
{% macro worked_seconds(moment, instant) -%}
    ({{ moment }}_days.seconds_before + coalesce(greatest(least({{ epoch_seconds(instant) }} - {{ moment }}_days.opened_at, {{ moment }}_days.seconds), 0), 0))
{%- endmacro %}

{# CTEs ending in `working_days` (calendar, day, opened_at in epoch seconds, seconds worked on it, seconds_before it), for
   the days of a relation's instants up to as_of. A calendar is a region with working hours of its own, or '' for all
   others, where every hour counts while nothing is said. #}
{% macro working_days(relation, start_at) -%}
hours_of_weekdays as (
    select
        coalesce(region, '') as calendar,
        cast(weekday as integer) as weekday,
        cast(opens as double) as opens,
        cast(closes as double) as closes,
        coalesce(time_zone, {{ text_var('reporting_timezone') }}) as time_zone
    from {{ ref('working_hours') }}
    union all
    select
        '' as calendar,
        weekdays.weekday,
        cast(0 as double) as opens,
        cast(24 as double) as closes,
        {{ text_var('reporting_timezone') }} as time_zone
    from (
        {%- for weekday in range(1, 8) %}
        select {{ weekday }} as weekday
        {{- ' union all' if not loop.last }}
        {%- endfor %}
    ) as weekdays
    where not exists (select 1 from {{ ref('working_hours') }} where region is null)
),

calendars as (
    select
        calendar,
        max(time_zone) as time_zone
    from hours_of_weekdays
    group by calendar
),

calendar_span as (
    select cast({{ add_days('min(' ~ start_at ~ ')', -2) }} as date) as first_day from {{ relation }}
),

calendar_days as (
    {{ days_from_to('(select coalesce(min(first_day), cast(' ~ as_of() ~ ' as date)) from calendar_span)', 'cast(' ~ add_days(as_of(), 2) ~ ' as date)') }}
),

opened_days as (
    select
        calendars.calendar,
        calendar_days.day,
        {{ epoch_seconds(utc_of_local('calendar_days.day', 'hours_of_weekdays.opens', 'calendars.time_zone')) }} as opened_at,
        {{ epoch_seconds(utc_of_local('calendar_days.day', 'hours_of_weekdays.closes', 'calendars.time_zone')) }}
        - {{ epoch_seconds(utc_of_local('calendar_days.day', 'hours_of_weekdays.opens', 'calendars.time_zone')) }} as seconds
    from calendar_days
    cross join calendars
    left join {{ ref('holidays') }} as holidays
        on calendar_days.day = holidays.day
            and coalesce(holidays.region, calendars.calendar) = calendars.calendar
    left join hours_of_weekdays
        on calendars.calendar = hours_of_weekdays.calendar
            -- 5 January 1970 was a Monday
            and {{ date_gap_days("cast('1970-01-05' as date)", 'calendar_days.day') }} % 7 + 1 = hours_of_weekdays.weekday
            and holidays.day is null
),

-- one row per day, however often a holiday is listed
whole_days as (
    select
        calendar,
        day,
        max(opened_at) as opened_at,
        coalesce(max(seconds), 0) as seconds
    from opened_days
    group by calendar, day
),

working_days as (
    select
        *,
        sum(seconds) over (partition by calendar order by day) - seconds as seconds_before
    from whole_days
)
{%- endmacro %}

{# The day, in a time zone, on which a UTC instant falls. #}
{% macro local_date_in(instant, time_zone) -%}
    {{ return(adapter.dispatch('local_date_in')(instant, time_zone)) }}
{%- endmacro %}

{% macro default__local_date_in(instant, time_zone) -%}
    cast(timezone({{ time_zone }}, timezone('UTC', cast({{ instant }} as timestamp))) as date)
{%- endmacro %}

{% macro spark__local_date_in(instant, time_zone) -%}
    cast(from_utc_timestamp({{ instant }}, {{ time_zone }}) as date)
{%- endmacro %}

{# The UTC instant of an hour of a day in a time zone; hour 24 is the midnight that ends the day. #}
{% macro utc_of_local(day, hour, time_zone) -%}
    {{ return(adapter.dispatch('utc_of_local')(day, hour, time_zone)) }}
{%- endmacro %}

{% macro default__utc_of_local(day, hour, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, cast({{ day }} as timestamp) + to_seconds({{ hour }} * 3600)))
{%- endmacro %}

{% macro spark__utc_of_local(day, hour, time_zone) -%}
    to_utc_timestamp(cast({{ day }} as timestamp) + make_interval(0, 0, 0, 0, 0, 0, {{ hour }} * 3600), {{ time_zone }})
{%- endmacro %}

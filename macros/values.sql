{# Times and numbers spelled otherwise than a database writes them: as people, spreadsheets and other countries do. The macros
   take SQL of a text and return SQL both engines have; `load` renders them too, to find the newest event, so nothing of dbt
   is used here. What can be read two ways is null: which way a column is meant, `load` finds out (load_spellings). #}

{# The calendar forms: a weekday, then year-month-day, day-month-year or month-day-year, the month by number or name, then a
   time of 24 or 12 hours and an offset; all but the date may be absent. Nine groups. #}
{% macro time_pattern() -%}
    {%- set month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}' -%}
    '^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[., ]+)?([0-9]{4}|[0-9]{1,2}|{{ month }})(?:st|nd|rd|th)?[-/., ]+([0-9]{1,2}|{{ month }})(?:st|nd|rd|th)?[-/., ]+([0-9]{4}|[0-9]{1,2})(?:(?:[t:, ]| at )+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,6})[0-9]*)?)? *(a|p)?(?:m|[.]m[.])?)? *(?:z|utc|gmt)? *([+-][0-9]{2}:?[0-9]{2})?(?: *[(][a-z ]+[)])?$'
{%- endmacro %}

{# A time's parts, `=|first|second|third|hour|minute|second|fraction|half of the day|offset`; other text as it stands.
   `group` is how the engine's replacements name a group. #}
{% macro time_parts(column, group) -%}
    regexp_replace(lower(trim({{ column }})), {{ time_pattern() }}, '=|{{ group }}1|{{ group }}2|{{ group }}3|{{ group }}4|{{ group }}5|{{ group }}6|{{ group }}7|{{ group }}8|{{ group }}9')
{%- endmacro %}

{% macro time_part(parts, number) -%}
    split_part({{ parts }}, '|', {{ number + 1 }})
{%- endmacro %}

{# A part that is a number or a month's name, as two digits. #}
{% macro two_digits(part) -%}
    lpad(case when {{ part }} >= 'a' then substr('010203040506070809101112', cast((instr('janfebmaraprmayjunjulaugsepoctnovdec', substr({{ part }}, 1, 3)) + 2) / 3 as integer) * 2 - 1, 2) else {{ part }} end, 2, '0')
{%- endmacro %}

{# The parts of a time as ISO text. #}
{% macro iso_time(parts) -%}
    {%- set first, second, third = time_part(parts, 1), time_part(parts, 2), time_part(parts, 3) -%}
    {%- set hour, half = time_part(parts, 4), time_part(parts, 8) -%}
    case
        when {{ matches(parts, '^(19|20)[0-9]{6}$') }}
            then substr({{ parts }}, 1, 4) || '-' || substr({{ parts }}, 5, 2) || '-' || substr({{ parts }}, 7, 2)
        when split_part({{ parts }}, '|', 1) = '='
            then case
                when length({{ first }}) = 4 and {{ first }} < 'a' and length({{ third }}) < 4
                    then {{ first }} || '-' || {{ two_digits(second) }} || '-' || {{ two_digits(third) }}
                when length({{ third }}) < 4 then null
                when {{ first }} >= 'a' or (try_cast({{ second }} as integer) > 12 and try_cast({{ first }} as integer) <= 12)
                    then {{ third }} || '-' || {{ two_digits(first) }} || '-' || {{ two_digits(second) }}
                when {{ second }} >= 'a' or try_cast({{ first }} as integer) > 12 or try_cast({{ first }} as integer) = try_cast({{ second }} as integer)
                    then {{ third }} || '-' || {{ two_digits(second) }} || '-' || {{ two_digits(first) }}
            end
            || case
                when {{ hour }} = '' then ''
                else ' '
                    || case
                        when {{ half }} = '' then lpad({{ hour }}, 2, '0')
                        when {{ hour }} in ('12', '00', '0') then case when {{ half }} = 'a' then '00' else '12' end
                        when {{ half }} = 'a' then lpad({{ hour }}, 2, '0')
                        else concat('', 12 + cast({{ hour }} as integer))
                    end
                    || ':' || {{ time_part(parts, 5) }}
                    || ':' || lpad({{ time_part(parts, 6) }}, 2, '0')
                    || case when {{ time_part(parts, 7) }} = '' then '' else '.' || {{ time_part(parts, 7) }} end
                    || case when {{ time_part(parts, 9) }} = '' then '' else substr({{ time_part(parts, 9) }}, 1, 3) || ':' || right({{ time_part(parts, 9) }}, 2) end
            end
    end
{%- endmacro %}

{# Seconds, milliseconds or microseconds since 1970, told apart by their digits, as microseconds. #}
{% macro epoch_microseconds(text) -%}
    case
        when {{ matches(text, '^[0-9]{10}([.][0-9]+)?$') }} then cast(round(cast({{ text }} as double) * 1000000) as bigint)
        when {{ matches(text, '^[0-9]{13}([.][0-9]+)?$') }} then cast(round(cast({{ text }} as double) * 1000) as bigint)
        when {{ matches(text, '^[0-9]{16}$') }} then cast({{ text }} as bigint)
    end
{%- endmacro %}

{# Whether the parts are a date whose day and month could be swapped. #}
{% macro is_ambiguous_time(parts) -%}
    (
        split_part({{ parts }}, '|', 1) = '=' and length({{ time_part(parts, 3) }}) = 4
        and try_cast({{ time_part(parts, 1) }} as integer) <= 12 and try_cast({{ time_part(parts, 2) }} as integer) <= 12
        and try_cast({{ time_part(parts, 1) }} as integer) <> try_cast({{ time_part(parts, 2) }} as integer)
    )
{%- endmacro %}

{# A number's parts, `=|sign|digits|thousand or million|currency before|currency after`, without blanks and apostrophes. #}
{% macro number_parts(column, group) -%}
    {%- set currency = '[a-z]{0,3}[$€£¥₹]|usd|eur|gbp|jpy|chf|cad|aud|nzd|sek|nok|dkk|pln|inr|cny|brl|mxn|sgd|hkd|zar|czk|huf|ils|krw|aed' -%}
    regexp_replace(
        translate(lower({{ column }}), '{{ " \u00a0\u202f\u2009\u2019" }}' || chr(39), ''),
        '^([(-]?)({{ currency }})?(-?)([0-9][0-9.,]*|[.,][0-9]+)(k|m|bn|b)?({{ currency }})?[)]?$',
        '=|{{ group }}1{{ group }}3|{{ group }}4|{{ group }}5|{{ group }}2|{{ group }}6'
    )
{%- endmacro %}

{# The digits of a number with a decimal point and nothing else; null where a comma could be a point or none. #}
{% macro plain_digits(digits) -%}
    case
        when {{ matches(digits, '^[0-9]*[.]?[0-9]*$') }} then {{ digits }}
        when {{ matches(digits, '^[0-9]{1,3}(,[0-9]{2,3})+[.][0-9]*$') }} or {{ matches(digits, '^[0-9]{1,3}(,[0-9]{2,3}){2,}$') }} then replace({{ digits }}, ',', '')
        when {{ matches(digits, '^[0-9]{1,3}([.][0-9]{3})+,[0-9]*$') }} or {{ matches(digits, '^[0-9]{1,3}([.][0-9]{3}){2,}$') }} then replace(replace({{ digits }}, '.', ''), ',', '.')
        when {{ matches(digits, '^[1-9][0-9]{0,2},[0-9]{3}$') }} then null
        when {{ matches(digits, '^[0-9]*,[0-9]*$') }} then replace({{ digits }}, ',', '.')
    end
{%- endmacro %}

{# The parts of a number as a double. #}
{% macro number_of(parts) -%}
    case
        when split_part({{ parts }}, '|', 1) = '='
            then try_cast({{ plain_digits("split_part(" ~ parts ~ ", '|', 3)") }} as double)
                * case when split_part({{ parts }}, '|', 2) = '' then 1 else -1 end
                * case split_part({{ parts }}, '|', 4) when '' then 1 when 'k' then 1000 when 'm' then 1000000 else 1000000000 end
    end
{%- endmacro %}

{# Whether a number was written with a currency that is not the one of the code. #}
{% macro contradicts_currency(parts, code) -%}
    {%- set named = "concat(split_part(" ~ parts ~ ", '|', 5), split_part(" ~ parts ~ ", '|', 6))" -%}
    (
        split_part({{ parts }}, '|', 1) = '=' and {{ named }} <> ''
        and case
            when {{ named }} in ('us$', 'usd$') then {{ code }} <> 'USD'
            when {{ named }} in ('c$', 'ca$', 'cad$') then {{ code }} <> 'CAD'
            when {{ named }} in ('a$', 'au$', 'aud$') then {{ code }} <> 'AUD'
            when {{ named }} = 'r$' then {{ code }} <> 'BRL'
            when {{ named }} like '%$' then {{ code }} not in ('USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN', 'ARS', 'CLP', 'COP')
            when {{ named }} like '%€' then {{ code }} <> 'EUR'
            when {{ named }} like '%£' then {{ code }} not in ('GBP', 'EGP')
            when {{ named }} like '%¥' then {{ code }} not in ('JPY', 'CNY')
            when {{ named }} like '%₹' then {{ code }} <> 'INR'
            else upper({{ named }}) <> {{ code }}
        end
    )
{%- endmacro %}

{% macro matches(text, pattern) -%}
    regexp_extract({{ text }}, '{{ pattern }}', 0) <> ''
{%- endmacro %}

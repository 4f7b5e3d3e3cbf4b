-- What is read as a plain time is the instant DuckDB's calendar (ICU) finds in the same text, in every mixture of parts of times.
-- Only DuckDB has two ways.
{{ config(enabled=(target.type == 'duckdb')) }}
{%- set parts = {
    'days': ['2026-03-08', '2026-3-8', '02026-03-08', '0001-01-01', '2024-02-29', '2023-02-29', '2026/03/08', '08-03-2026'],
    'marks': [' ', 'T', 't', '  '],
    'hours': ['00', '9', '09', '23', '24'],
    'minutes': [':00', ':5', ':59', ':60'],
    'seconds': ['', ':00', ':5', ':59', ':60', ':59.5', ':1.25'],
    'offsets': ['', 'Z', 'z', ' Z', '+2', '+02', '-05', '+02:00', '-05:30', '+0200', '+2:00', ' UTC', ' PM', '+02:00:11'],
} %}
with texts as (
    select days.part || marks.part || hours.part || minutes.part || seconds.part || offsets.part as written
    from (select unnest({{ parts.days }}) as part) as days
    cross join (select unnest({{ parts.marks }}) as part) as marks
    cross join (select unnest({{ parts.hours }}) as part) as hours
    cross join (select unnest({{ parts.minutes }}) as part) as minutes
    cross join (select unnest({{ parts.seconds }}) as part) as seconds
    cross join (select unnest({{ parts.offsets }}) as part) as offsets
),

both_ways as (
    select
        written,
        {{ parse_timestamp('written') }} as read,
        make_timestamp(epoch_us(try_cast(written as timestamptz))) as found
    from texts
)

select
    written,
    read,
    found
from both_ways
where read is distinct from found

union all

-- that there was something to read
select
    null as written,
    null as read,
    null as found
from both_ways
having count(read) < 5000 or count(*) = count(read)

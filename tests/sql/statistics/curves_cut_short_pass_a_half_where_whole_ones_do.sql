-- A curve that adds up its early steps passes a half, and so do its limits, where the whole curve does: groups around the size
-- from which steps are added up and far above it, in which everybody, most or hardly more than half go, few times apart or many.
{%- set groups = [
    (149, 10, 1000), (150, 10, 1000), (151, 10, 40), (150, 7, 1000), (160, 6, 15), (200, 5, 1000), (400, 10, 7), (400, 8, 1000), (1000, 10, 1000),
    (1000, 6, 1000), (1000, 5, 30), (1000, 4, 1000),
] %}
with digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit
    {{- '' if loop.last else ' union all' }}
    {%- endfor %}
),

numbers as (
    select hundreds.digit * 100 + tens.digit * 10 + ones.digit as number
    from digits as hundreds
    cross join digits as tens
    cross join digits as ones
),

records as (
    {%- for size, going, times in groups %}
    select
        {{ loop.index }} as sample,
        cast(mod(number * 7919 + {{ loop.index }} * 271, {{ times }}) as double) as elapsed,
        mod(number * 37 + {{ loop.index }}, 10) < {{ going }} as is_event
    from numbers
    where number < {{ size }}
    {{ '' if loop.last else 'union all' }}
    {%- endfor %}
),

{%- for name, is_whole in [('whole', true), ('short', false)] %}

{{ name }} as (
    with {{ survival_curve('records', 'sample', is_whole=is_whole) }}

    select
        sample,
        count(*) as points,
        max(units) as units,
        max(elapsed) as longest,
        min(case when survival <= 0.5 + 1e-9 then elapsed end) as median_elapsed,
        min(case when survival_low <= 0.5 + 1e-9 or survival = 0 then elapsed end) as median_low,
        min(case when survival_high <= 0.5 + 1e-9 or survival = 0 then elapsed end) as median_high
    from survival_curve
    group by sample
){{ ',' if not loop.last }}
{%- endfor %}

select
    whole.sample,
    whole.median_elapsed,
    short.median_elapsed as median_cut_short
from whole
left join short
    on whole.sample = short.sample
where short.sample is null
    or short.units <> whole.units
    or short.longest <> whole.longest
    or coalesce(short.median_elapsed, -1) <> coalesce(whole.median_elapsed, -1)
    or coalesce(short.median_low, -1) <> coalesce(whole.median_low, -1)
    or coalesce(short.median_high, -1) <> coalesce(whole.median_high, -1)

union all

-- that something was added up at all
select
    null as sample,
    null as median_elapsed,
    null as median_cut_short
from whole
inner join short
    on whole.sample = short.sample
having sum(short.points) >= sum(whole.points)

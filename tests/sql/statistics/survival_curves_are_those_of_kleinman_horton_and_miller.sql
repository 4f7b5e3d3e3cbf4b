-- Medians alone, without limits, are those of the curves, and none where half are never known to have gone.
-- Kleinman & Horton, SAS and R, example 7.38 (ties of events and censored records at 2 and 14);
-- Miller (1981), acute myeloid leukaemia, both arms (medians 31 and 23), as in R's survival package.
{%- set kleinman_horton = [
    (0.5, 0), (1, 1), (1, 1), (2, 1), (2, 0), (3, 1), (4, 1), (5, 0), (6, 1), (7, 0), (8, 1), (9, 1), (10, 0), (12, 1),
    (14, 0), (14, 1), (17, 0), (20, 1), (21, 0)
] %}
{%- set maintained = [
    (9, 1), (13, 1), (13, 0), (18, 1), (23, 1), (28, 0), (31, 1), (34, 1), (45, 0), (48, 1), (161, 0)
] %}
{%- set nonmaintained = [
    (5, 1), (5, 1), (8, 1), (8, 1), (12, 1), (16, 0), (23, 1), (27, 1), (30, 1), (33, 1), (43, 1), (45, 1)
] %}
{%- set half_gone = [(1, 1), (2, 1), (3, 0), (4, 0)] %}
{%- set half_censored = [(1, 0), (2, 1), (3, 0), (4, 0)] %}
{%- set published = [
    ('kleinman_horton', 1, 0.888888888889),
    ('kleinman_horton', 2, 0.833333333333),
    ('kleinman_horton', 3, 0.77380952381),
    ('kleinman_horton', 4, 0.714285714286),
    ('kleinman_horton', 6, 0.649350649351),
    ('kleinman_horton', 8, 0.577200577201),
    ('kleinman_horton', 9, 0.505050505051),
    ('kleinman_horton', 12, 0.420875420875),
    ('kleinman_horton', 14, 0.3367003367),
    ('kleinman_horton', 20, 0.16835016835),
    ('maintained', 13, 0.818181818182),
    ('nonmaintained', 8, 0.666666666667),
    ('nonmaintained', 45, 0.0),
] %}
with records as (
    {%- for name, times in [
        ('kleinman_horton', kleinman_horton),
        ('maintained', maintained),
        ('nonmaintained', nonmaintained),
        ('half_gone', half_gone),
        ('half_censored', half_censored),
    ] %}
    {%- set last = loop.last %}
    {%- for elapsed, event in times %}
    select '{{ name }}' as sample, cast({{ elapsed }} as double) as elapsed, {{ event }} = 1 as is_event
    {{- '' if last and loop.last else ' union all' }}
    {%- endfor %}
    {%- endfor %}
),

{{ survival_curve('records', 'sample') }},

published as (
    {%- for sample, elapsed, survival in published %}
    select '{{ sample }}' as sample, {{ elapsed }} as elapsed, {{ survival }} as survival
    {{- '' if loop.last else ' union all' }}
    {%- endfor %}
),

medians as (
    select 'kleinman_horton' as sample, 12 as median_elapsed
    union all select 'maintained' as sample, 31 as median_elapsed
    union all select 'nonmaintained' as sample, 23 as median_elapsed
    union all select 'half_gone' as sample, 2 as median_elapsed
),

found_medians as (
    select
        sample,
        min(case when survival <= 0.5 + 1e-9 then elapsed end) as median_elapsed
    from survival_curve
    group by sample
),

medians_alone as (
    with {{ survival_medians('records', 'sample') }}

    select sample, value as median_elapsed, units from survival_medians
)

select
    published.sample,
    published.elapsed,
    published.survival as expected,
    survival_curve.survival as computed
from published
left join survival_curve
    on published.sample = survival_curve.sample
        and published.elapsed = survival_curve.elapsed
where survival_curve.survival is null
    or abs(survival_curve.survival - published.survival) > 1e-9

union all

select
    medians.sample,
    null as elapsed,
    medians.median_elapsed as expected,
    found_medians.median_elapsed as computed
from medians
left join found_medians
    on medians.sample = found_medians.sample
where found_medians.median_elapsed is null
    or found_medians.median_elapsed <> medians.median_elapsed

union all

select
    coalesce(medians.sample, medians_alone.sample) as sample,
    null as elapsed,
    medians.median_elapsed as expected,
    medians_alone.median_elapsed as computed
from medians
full join medians_alone
    on medians.sample = medians_alone.sample
where medians.sample is null
    or medians_alone.median_elapsed is null
    or medians_alone.median_elapsed <> medians.median_elapsed

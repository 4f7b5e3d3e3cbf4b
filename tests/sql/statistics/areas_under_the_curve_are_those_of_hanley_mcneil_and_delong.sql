-- Hanley & McNeil (1982), 109 CT ratings: area .893; DeLong (1988) standard error .0307.
-- The four-point example of scikit-learn: .75. Ratings that tell nothing apart: .5. One kind of record only: null.
{%- set samples = {
    'hanley_mcneil': [(1, 3, 33), (2, 2, 6), (3, 2, 6), (4, 11, 11), (5, 33, 2)],
    'scikit_learn': [(0.1, 0, 1), (0.35, 1, 0), (0.4, 0, 1), (0.8, 1, 0)],
    'one_score': [(1, 5, 9)],
    'events_only': [(1, 5, 0), (2, 5, 0)],
} %}
{%- set published = [
    ('hanley_mcneil', 0.893171061528, 0.0307244083794),
    ('scikit_learn', 0.75, 'null'),
    ('one_score', 0.5, 0),
    ('events_only', 'null', 'null'),
    ('a_single_record', 'null', 'null'),
] %}
with records as (
    {%- for name, ratings in samples.items() %}
    {%- for score, events, non_events in ratings %}
    {%- for kind in [true] * events + [false] * non_events %}
    select '{{ name }}' as sample, cast({{ score }} as double) as score, {{ kind | lower }} as is_event union all
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
    select 'a_single_record' as sample, cast(1 as double) as score, true as is_event
),

{{ area_under_curve('records', 'sample') }},

published as (
    {%- for sample, area, standard_error in published %}
    select '{{ sample }}' as sample, cast({{ area }} as double) as area, cast({{ standard_error }} as double) as standard_error
    {{- '' if loop.last else ' union all' }}
    {%- endfor %}
)

select
    published.sample,
    published.area as expected,
    area_under_curve.area,
    area_under_curve.standard_error
from published
left join area_under_curve
    on published.sample = area_under_curve.sample
where (published.area is null) <> (area_under_curve.area is null)
    or abs(area_under_curve.area - published.area) > 1e-9
    or abs(area_under_curve.standard_error - published.standard_error) > 1e-9

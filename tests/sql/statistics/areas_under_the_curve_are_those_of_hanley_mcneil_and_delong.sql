-- Hanley & McNeil (1982), 109 CT ratings: area .893; DeLong (1988) standard error .0307.
-- The four-point example of scikit-learn: .75. Ratings that tell nothing apart: .5. One kind of record only: null.
with counts as (
    select 'hanley_mcneil' as sample, 1 as score, 3 as events, 33 as non_events
    union all select 'hanley_mcneil', 2, 2, 6
    union all select 'hanley_mcneil', 3, 2, 6
    union all select 'hanley_mcneil', 4, 11, 11
    union all select 'hanley_mcneil', 5, 33, 2
    union all select 'scikit_learn', 1, 0, 1
    union all select 'scikit_learn', 2, 1, 0
    union all select 'scikit_learn', 3, 0, 1
    union all select 'scikit_learn', 4, 1, 0
    union all select 'one_score', 1, 5, 9
    union all select 'events_only', 1, 5, 0
    union all select 'events_only', 2, 5, 0
),

{{ area_under_curve('counts', 'sample') }},

published as (
    select 'hanley_mcneil' as sample, 0.893171061528 as area, 0.0307244083794 as standard_error
    union all select 'scikit_learn', 0.75, null
    union all select 'one_score', 0.5, 0
    union all select 'events_only', null, null
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

-- One row per required readiness item of an announced launch: done on or before the day of the announcement, or not.
-- Why: an announcement sales is not ready for creates questions nobody can answer.
with launches as (
    select launch_id, {{ local_date('announced_at') }} as announced_on
    from {{ ref('launches') }}
    where announced_at <= {{ as_of() }}
),

items as (
    select * from {{ ref('launch_readiness_items') }} where required
),

-- the list is frozen before the announcement: what was added later cannot have been the plan
observations as (
    select
        launches.announced_on as observed_on,
        {% for name in segment_names() %}cast(null as {{ dbt.type_string() }}) as {{ name }}, {% endfor %}
        launches.launch_id,
        coalesce({{ local_date('items.completed_at') }} <= launches.announced_on, false) as success
    from items
    inner join launches
        on items.launch_id = launches.launch_id
    where items.added_at is null
        or {{ local_date('items.added_at') }} <= cast({{ add_days('launches.announced_on', -var('readiness_freeze_days')) }} as date)
),

{{ sliced('observations', ['launch_id', 'success'], grains=['quarter', 'trailing'], anchor='observed_on') }},

by_launch as (
    select
        {{ slice_columns() }},
        launch_id,
        sum(case when success then 1 else 0 end) as ready,
        count(*) as required
    from sliced
    group by {{ slice_columns() }}, launch_id
),

counted as (
    select
        {{ slice_columns() }},
        sum(ready) as ready,
        sum(required) as required,
        count(*) as launches,
        {{ divide('sum(ready)', 'sum(required)') }} as share
    from by_launch
    group by {{ slice_columns() }}
),

-- Items of one launch are ready or late together, so that launches are drawn, not items: the variance of the share is
-- that between launches, and Wilson's interval is made at the number of independent items that would vary as much.
spread as (
    select
        {{ slice_columns('counted') }},
        counted.ready,
        counted.required,
        counted.launches,
        counted.share,
        counted.share * (1 - counted.share) / nullif(
            sum(power(by_launch.ready - counted.share * by_launch.required, 2))
            * counted.launches / nullif(cast(counted.launches - 1 as double), 0)
            / (cast(counted.required as double) * counted.required), 0
        ) as independent_items
    from counted
    inner join by_launch
        on {{ slice_join('counted', 'by_launch') }}
    group by {{ slice_columns('counted') }}, counted.ready, counted.required, counted.launches, counted.share
),

-- where all launches are alike each says no more than one item
sized as (
    select
        spread.*,
        coalesce(spread.independent_items, cast(spread.launches as double)) as effective_items,
        t_quantiles.t_95
    from spread
    left join {{ ref('t_quantiles') }} as t_quantiles
        on {{ whole_degrees_of_freedom('spread.launches - 1') }} = t_quantiles.degrees_of_freedom
)

-- a few launches have no honest interval
select
    {{ slice_columns() }},
    share as value,
    {% for side in ['low', 'high'] -%}
    case when launches >= 5 then {{ wilson_limit('ready', 'required', side, 'effective_items', z='t_95') }} end as ci_{{ side }},
    {% endfor -%}
    cast(ready as double) as numerator,
    cast(required as double) as denominator,
    cast(required as bigint) as sample_size,
    cast(0 as bigint) as pending
from sized

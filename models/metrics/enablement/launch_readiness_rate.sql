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

counted as (
    select
        {{ slice_columns() }},
        sum(case when success then 1 else 0 end) as ready,
        count(*) as required,
        count(distinct launch_id) as launches
    from sliced
    group by {{ slice_columns() }}
)

-- items of one launch are ready or late together, so that a few launches have no honest interval
select
    {{ slice_columns() }},
    {{ divide('ready', 'required') }} as value,
    {% for side in ['low', 'high'] -%}
    case when launches >= 5 then {{ wilson_limit('ready', 'required', side) }} end as ci_{{ side }},
    {% endfor -%}
    cast(ready as double) as numerator,
    cast(required as double) as denominator,
    cast(required as bigint) as sample_size,
    cast(0 as bigint) as pending
from counted

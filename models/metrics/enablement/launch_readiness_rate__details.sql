-- One row per companion figure of launch readiness: each launch, each kind of item, launches that were not ready.
-- Why: a fair average can hide the one launch that went out with nobody trained.
with launches as (
    select launch_id, {{ local_date('announced_at') }} as announced_on
    from {{ ref('launches') }}
    where announced_at <= {{ as_of() }}
),

items as (
    select * from {{ ref('launch_readiness_items') }} where required
),

counted_items as (
    select
        launches.announced_on,
        launches.launch_id,
        coalesce(items.item_type, '(not set)') as item_type,
        case when {{ local_date('items.completed_at') }} <= launches.announced_on then 1 else 0 end as ready
    from items
    inner join launches
        on items.launch_id = launches.launch_id
    where items.added_at is null
        or {{ local_date('items.added_at') }} <= cast({{ add_days('launches.announced_on', -var('readiness_freeze_days')) }} as date)
),

by_launch as (
    select announced_on, launch_id, sum(ready) as ready, count(*) as required
    from counted_items
    group by announced_on, launch_id
),

observations as (
    select
        announced_on as observed_on,
        {% for name in segment_names() %}cast(null as {{ dbt.type_string() }}) as {{ name }}, {% endfor %}
        'readiness_by_launch' as detail,
        launch_id as category,
        ready as part,
        required as whole,
        required as records
    from by_launch

    union all

    select
        announced_on as observed_on,
        {% for name in segment_names() %}cast(null as {{ dbt.type_string() }}) as {{ name }}, {% endfor %}
        'readiness_by_item' as detail,
        item_type as category,
        ready as part,
        1 as whole,
        1 as records
    from counted_items

    union all

    select
        announced_on as observed_on,
        {% for name in segment_names() %}cast(null as {{ dbt.type_string() }}) as {{ name }}, {% endfor %}
        detail,
        null as category,
        case when ready < {{ var('ready_launch_share') }} * required then 1 else 0 end as part,
        case when detail = 'launches_not_ready_share' then 1 end as whole,
        1 as records
    from by_launch
    cross join {{ listed(['launches_not_ready', 'launches_not_ready_share'], column='detail') }} as ways
)

{{ summarise_details('observations', grains=['quarter', 'trailing'], anchor='observed_on') }}

-- One row per companion figure of launch readiness: each launch, each kind of item, launches that were not ready, sellers trained
-- in time, and how deals of the products were won before and after.
-- Why: a fair average can hide the one launch that went out with nobody trained, and ticked boxes are worth what they sell.
with launches as (
    select launch_id, product_family, announced_at, {{ local_date('announced_at') }} as announced_on
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

-- where a launch has courses on file: who of the sellers there had one by the day
trained as (
    select
        launches.announced_on,
        launches.launch_id,
        owners.user_id,
        max(case when {{ local_date('events.completed_at') }} <= launches.announced_on then 1 else 0 end) as trained
    from launches
    inner join {{ ref('dim_owners') }} as owners
        on owners.function = 'sales'
            and (owners.hired_on is null or owners.hired_on <= launches.announced_on)
            and (owners.left_on is null or owners.left_on > launches.announced_on)
    left join {{ ref('enablement_events') }} as events
        on launches.launch_id = events.launch_id
            and owners.user_id = events.user_id
    where launches.launch_id in (select launch_id from {{ ref('enablement_events') }} where launch_id is not null)
    group by launches.announced_on, launches.launch_id, owners.user_id
),

-- deals of the family opened in the days after a launch and in as many before it, once all of them are old enough to judge
sold as (
    select
        launches.announced_on,
        case when deals.created_at >= launches.announced_at then 'after the launch' else 'before it' end as side,
        case when deals.is_won and deals.closed_at <= deals.win_due_at then 1 else 0 end as won
    from launches
    inner join {{ ref('fct_deals') }} as deals
        on launches.product_family = deals.product_family
            and deals.created_at >= {{ add_days('launches.announced_at', -var('launch_window_days')) }}
            and deals.created_at < {{ add_days('launches.announced_at', var('launch_window_days')) }}
    where {{ add_days('launches.announced_at', var('launch_window_days') + horizon('win_horizon_days')) }} <= {{ as_of() }}
        and {{ is_counted_type('win_rate', 'deals.opportunity_type') }}
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

    union all

    select
        announced_on as observed_on,
        {% for name in segment_names() %}cast(null as {{ dbt.type_string() }}) as {{ name }}, {% endfor %}
        'sellers_trained_in_time_share' as detail,
        null as category,
        trained as part,
        1 as whole,
        1 as records
    from trained

    union all

    select
        announced_on as observed_on,
        {% for name in segment_names() %}cast(null as {{ dbt.type_string() }}) as {{ name }}, {% endfor %}
        'win_rate_of_launched_products' as detail,
        side as category,
        won as part,
        1 as whole,
        1 as records
    from sold
)

{{ summarise_details('observations', grains=['quarter', 'trailing'], anchor='observed_on') }}

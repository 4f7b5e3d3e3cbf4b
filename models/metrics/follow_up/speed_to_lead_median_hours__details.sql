-- One row per companion figure of the speed to lead: share contacted within an hour and a day, the flattering median, and the
-- delay of systems (created to assigned) apart from that of people (assigned to contact).
-- Why: the promise is usually made in hours within which, the contacted-only median shows how much silence hides, and a slow
-- route is not mended by faster people.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where is_eligible
),

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        coalesce(first_touch_hours, waiting_hours) as elapsed,
        first_touch_hours is not null as is_event
    from journeys
    where is_speed_measurable
),

-- Who was never assigned is still waiting, unless somebody has the lead without a record of when; hours on the clock.
legs as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        'created_to_assigned_median_hours' as detail,
        greatest({{ hours_between('created_at', 'coalesce(first_assigned_at, ' ~ as_of() ~ ')') }}, 0) as elapsed,
        first_assigned_at is not null as is_event
    from journeys
    where is_assignment_measurable
        and created_at is not null
        and (first_assigned_at is not null or (owner_user_id is null and first_sales_touch_at is null))
        -- where no assignment is ever recorded nobody is known to wait for one
        and exists (select 1 as recorded from journeys where first_assigned_at is not null)

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'assigned_to_contact_median_hours' as detail,
        greatest({{ hours_between('first_assigned_at', 'coalesce(first_sales_touch_at, ' ~ as_of() ~ ')') }}, 0) as elapsed,
        first_sales_touch_at is not null as is_event
    from journeys
    where is_assignment_measurable
        and is_speed_measurable
        and first_assigned_at is not null
)

{{ summarise_survival_details('observations', unit='hours', within=[1, 8 if is_business_clock() else 24], finished='contacted') }}

union all

select * from (
    with {{ numbered_slices('legs', ['elapsed', 'is_event'], by=['detail'], grains=['quarter', 'trailing']) }},

    {{ survival_medians('sliced', 'slice') }}

    -- a median that is not reached is no figure
    select
        {{ slice_columns('names') }},
        names.detail,
        cast(null as {{ dbt.type_string() }}) as category,
        medians.value,
        cast(medians.units as bigint) as sample_size
    from survival_medians as medians
    inner join sliced_names as names
        on medians.slice = names.slice
) as delays

-- One row per companion figure of the follow-up rate: what became of each hand-off, leads left out, leads per rep.
-- Why: "never assigned" and "assigned, never touched" have different owners; exclusions are the easiest way to game a rate.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where handed_off_at is not null
),

matured as (
    select
        *,
        case
            when first_sales_touch_at <= follow_up_due_at then 'touched_in_time'
            when first_sales_touch_at is not null then 'touched_late'
            when first_assigned_at is null and owner_user_id is null then 'never_assigned'
            else 'assigned_not_touched'
        end as outcome
    from journeys
    where is_eligible and follow_up_due_at <= {{ as_of() }}
),

-- what the young are heading for, while they are young
waits as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        first_sales_touch_at as success_at,
        cast(null as timestamp) as other_end_at,
        follow_up_due_at as due_at
    from journeys
    where is_eligible
),

{{ nowcast('waits') }},

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        'outcome' as detail,
        category,
        case when outcome = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
    cross join {{ listed(['touched_in_time', 'touched_late', 'assigned_not_touched', 'never_assigned']) }} as outcomes

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'attempts_per_lead' as detail,
        null as category,
        sales_attempts as part,
        1 as whole,
        1 as records
    from matured

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'excluded_leads' as detail,
        exclusion_reason as category,
        1 as part,
        null as whole,
        1 as records
    from journeys
    where exclusion_reason is not null
),

owned as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        owner_user_id,
        1 as leads
    from matured
    where owner_user_id is not null
),

{{ sliced_sums('owned', ['leads'], by=['owner_user_id'], name='leads_by_owner') }}

{{ summarise_details('observations') }}

union all

select
    {{ slice_columns() }},
    'leads_per_rep' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ divide('sum(leads)', 'count(*)') }} as value,
    cast(sum(leads) as bigint) as sample_size
from leads_by_owner
group by {{ slice_columns() }}

union all

{{ select_nowcast() }}

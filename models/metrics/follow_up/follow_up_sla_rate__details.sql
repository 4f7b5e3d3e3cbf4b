-- One row per companion figure of the SLA rate: what broke the promise, and the rate by class of lead.
-- Why: a late first call and a call never repeated need different remedies.
with leads as (
    select
        *,
        max(sla_hours) over () as longest_sla_hours
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and is_speed_measurable
),

matured as (
    select
        *,
        case
            when first_touch_hours <= sla_hours and (contact_made_at is not null or sales_attempts >= sla_attempts) then 'kept'
            when first_sales_touch_at is null then 'never_contacted'
            when first_touch_hours > sla_hours then 'contacted_late'
            else 'too_few_attempts'
        end as outcome
    from leads
    where follow_up_due_at <= {{ as_of() }}
        and waiting_hours >= longest_sla_hours
),

-- kept once contact was made, or the last promised attempt, after a first touch in time
waits as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        case
            when first_touch_hours is null or first_touch_hours > sla_hours then null
            when contact_made_at is null then attempts_made_at
            when attempts_made_at is null then greatest(contact_made_at, first_sales_touch_at)
            else least(attempts_made_at, greatest(contact_made_at, first_sales_touch_at))
        end as success_at,
        cast(null as timestamp) as other_end_at,
        follow_up_due_at as due_at
    from leads
),

{{ nowcast('waits') }},

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        'promise' as detail,
        category,
        case when outcome = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
    cross join {{ listed(['kept', 'contacted_late', 'too_few_attempts', 'never_contacted']) }} as outcomes

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'kept_by_lead_class' as detail,
        coalesce(lead_class, '(not set)') as category,
        case when outcome = 'kept' then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
)

{{ summarise_details('observations') }}

union all

{{ select_nowcast() }}

-- One row per companion figure of the SLA rate: what broke the promise, and the rate by class of lead.
-- Why: a late first call and a call never repeated need different remedies.
with matured as (
    select
        *,
        case
            when first_touch_hours <= sla_hours and (contact_made_at is not null or sales_attempts >= sla_attempts) then 'kept'
            when first_sales_touch_at is null then 'never_contacted'
            when first_touch_hours > sla_hours then 'contacted_late'
            else 'too_few_attempts'
        end as outcome
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
        and is_speed_measurable
        and follow_up_due_at <= {{ as_of() }}
),

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

-- One row per companion figure of wasted selling time: minutes by what became of the lead, hours, minutes per wasted lead.
-- Why: leads nobody worked waste no time, so the share must be read with how much time was given at all.
with disposed as (
    select
        *,
        case
            when settled_reason like 'wrong!_fit%' escape '!' then 'wrong fit'
            when settled_reason = 'bad_data' then 'bad data'
            when settled_reason like 'not!_ready%' escape '!' then 'not ready'
            when settled_status in ('accepted', 'qualified', 'converted') then 'accepted'
            else 'other'
        end as fate
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
        and settled_status is not null
        and settled_due_at <= {{ as_of() }}
),

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        'selling_time_by_fate' as detail,
        category,
        case when fate = category then selling_minutes else 0 end as part,
        selling_minutes as whole,
        1 as records
    from disposed
    cross join {{ listed(['accepted', 'not ready', 'wrong fit', 'bad data', 'other']) }} as fates

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'selling_hours' as detail,
        null as category,
        cast(selling_minutes as double) / 60 as part,
        null as whole,
        1 as records
    from disposed

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'minutes_per_wrong_fit_lead' as detail,
        null as category,
        selling_minutes as part,
        1 as whole,
        1 as records
    from disposed
    where fate in ('wrong fit', 'bad data')

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'leads_without_selling_time_share' as detail,
        null as category,
        case when selling_minutes > 0 then 0 else 1 end as part,
        1 as whole,
        1 as records
    from disposed
)

{{ summarise_details('observations') }}
-- where nobody spent a minute there is nothing to share out
where whole is null or whole > 0

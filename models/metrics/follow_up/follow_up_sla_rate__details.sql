-- One row per companion figure of the SLA rate: what broke the promise, the rate under each promise, how old the promises are.
-- Why: a late first call and a call never repeated need different remedies; a rate that rises with a softer promise is none.
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
        'kept_by_promise' as detail,
        case
            when sla_version is null then 'default promise'
            else coalesce(lead_class, '(not set)') || ', version ' || sla_version
        end
        || ': ' || {{ plain_number('sla_hours') }} || ' h, ' || {{ plain_number('sla_attempts') }} || ' attempts' as category,
        case when outcome = 'kept' then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
),

-- the promises in force on the last day of a period, the newest version of each class
promises as (
    select
        periods.period_grain,
        periods.period_start,
        rules.lead_class,
        {{ date_gap_days('max(rules.effective_from)', 'max(least(periods.period_end, ' ~ local_date(as_of()) ~ '))') }} as age_days,
        sum(case when rules.effective_from > {{ add_months('periods.period_end', -12) }} then 1 else 0 end) as new_versions
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('sla_rules') }} as rules
        on rules.effective_from <= periods.period_end
    where periods.period_grain in ('quarter', 'trailing')
    group by periods.period_grain, periods.period_start, rules.lead_class
)

{{ summarise_details('observations') }}
{%- for detail, value in [
    ('promises_on_file', 'count(*)'),
    ('promise_age_days', 'min(age_days)'),
    ('promise_versions_of_12_months', 'sum(new_versions)'),
] %}

union all

select
    period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    '{{ detail }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast({{ value }} as double) as value,
    cast(count(*) as bigint) as sample_size
from promises
group by period_grain, period_start
{%- endfor %}

union all

{{ select_nowcast() }}

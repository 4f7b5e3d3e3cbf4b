-- One row per complete month old enough to judge, the last 24: follow-up and acceptance of its leads, and their changes.
-- Why: levels that both fall are correlated whatever the cause; only changes that follow each other are a sign.
with months as (
    select
        period_start,
        row_number() over (order by period_start) as month_number
    from {{ ref('dim_periods') }}
    where period_grain = 'month'
        and {{ add_days('period_end', horizon('acceptance_horizon_days') ~ ' + 1') }} <= {{ as_of() }}
),

journeys as (
    select
        dim_days.period_start,
        avg(case when journeys.first_sales_touch_at <= journeys.follow_up_due_at then 1e0 else 0e0 end) as follow_up_rate,
        avg(case
            when journeys.first_disposition_status in ('accepted', 'qualified', 'converted')
                and journeys.first_disposition_at <= journeys.acceptance_due_at then 1e0
            else 0e0
        end) as acceptance_rate
    from {{ ref('fct_lead_journeys') }} as journeys
    inner join {{ ref('dim_days') }} as dim_days
        on {{ local_date('journeys.handed_off_at') }} = dim_days.day
            and dim_days.period_grain = 'month'
    where journeys.is_eligible
    group by dim_days.period_start
),

rated as (
    select
        months.period_start,
        months.month_number,
        journeys.follow_up_rate,
        journeys.acceptance_rate,
        max(months.month_number) over () as last_month
    from months
    inner join journeys
        on months.period_start = journeys.period_start
),

recent as (
    select * from rated where month_number > last_month - 24
),

-- rounded, so that equal changes stay ties; a change is one from the month right before
changed as (
    select
        later.period_start,
        later.month_number as position,
        later.follow_up_rate,
        later.acceptance_rate,
        round(later.follow_up_rate - earlier.follow_up_rate, 9) as follow_up_change,
        round(later.acceptance_rate - earlier.acceptance_rate, 9) as acceptance_change
    from recent as later
    left join recent as earlier
        on later.month_number = earlier.month_number + 1
)

select
    changed.*,
    next_month.follow_up_change as next_follow_up_change,
    next_month.acceptance_change as next_acceptance_change
from changed
left join changed as next_month
    on next_month.position = changed.position + 1

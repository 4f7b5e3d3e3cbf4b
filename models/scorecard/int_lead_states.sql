-- One row per eligible lead old enough to judge by revenue: the first state it matches, and whether it was won in time.
-- Why: the cost of misalignment counts each lead once: never worked, worked late, thrown away, or worked and kept.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where is_eligible
),
quarter_days as (
    select * from {{ ref('dim_days') }} where period_grain = 'quarter'
),
quarters as (
    select * from {{ ref('dim_periods') }} where period_grain = 'quarter'
),
-- where nobody records what sales does, no lead can be called unworked
recording as (
    select metric
    from {{ ref('metric_inputs') }}
    where metric = 'lead_follow_up_rate' and is_measurable
),
-- where no deal says which lead it came from, no lead can be called lost
linking as (
    select count(opportunity_id) as linked_leads from journeys
)
select
    journeys.lead_id,
    quarters.period_start,
    {{ segments('journeys') }},
    coalesce(journeys.segment, '(not set)') as cell_segment,
    coalesce(journeys.lead_score_band, '(not set)') as band,
    case
        when journeys.first_sales_touch_at is null or journeys.first_sales_touch_at > journeys.win_due_at then 'unworked_leads'
        when journeys.first_touch_hours > journeys.sla_hours then 'slow_response'
        when journeys.last_disposition_reason like 'wrong_fit%'
            and journeys.fit_grade in ('A', 'B')
            and not journeys.is_recycled
            then 'discarded_good_fit'
        else 'worked_and_kept'
    end as state,
    journeys.is_recycled,
    case when journeys.won_at <= journeys.win_due_at then 1 else 0 end as is_won
from journeys
inner join quarter_days
    on {{ local_date('journeys.handed_off_at') }} = quarter_days.day
inner join quarters
    on quarter_days.period_start = quarters.period_start
cross join recording
cross join linking
where linking.linked_leads > 0
    and {{ add_days('quarters.period_end', horizon('win_horizon_days') ~ ' + 1') }} <= {{ as_of() }}

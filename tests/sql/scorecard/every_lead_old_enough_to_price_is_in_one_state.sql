-- A lead in two states, or in none, is paid for twice or not at all.
with lead_states as (
    select
        period_start,
        lead_id,
        count(*) as places,
        count(case when state in ('unworked_leads', 'slow_response', 'discarded_good_fit', 'worked_and_kept') then 1 end) as known_places
    from {{ ref('int_lead_states') }}
    group by period_start, lead_id
),
priced_quarters as (
    select period_start
    from lead_states
    group by period_start
),
journeys as (
    select
        quarter_days.period_start,
        fct_lead_journeys.lead_id
    from {{ ref('fct_lead_journeys') }} as fct_lead_journeys
    inner join {{ ref('dim_days') }} as quarter_days
        on {{ local_date('fct_lead_journeys.handed_off_at') }} = quarter_days.day
            and quarter_days.period_grain = 'quarter'
    inner join priced_quarters
        on quarter_days.period_start = priced_quarters.period_start
    where fct_lead_journeys.is_eligible
)
select
    journeys.period_start,
    journeys.lead_id
from journeys
left join lead_states
    on journeys.period_start = lead_states.period_start
        and journeys.lead_id = lead_states.lead_id
where lead_states.lead_id is null
    or lead_states.places <> 1
    or lead_states.known_places <> 1
union all
select
    lead_states.period_start,
    lead_states.lead_id
from lead_states
left join journeys
    on lead_states.period_start = journeys.period_start
        and lead_states.lead_id = journeys.lead_id
where journeys.lead_id is null

-- One row per fiscal quarter and channel (or kind of campaign): acceptance in the quarter before, and how spend changed since.
-- Why: whether money follows what sales found useful is asked of the same units in two quarters running.
with quarters as (
    select
        period_start,
        lag(period_start) over (order by period_start) as previous_start
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

quarter_days as (
    select day, period_start from {{ ref('dim_days') }} where period_grain = 'quarter'
),

spent as (
    select
        quarter_days.period_start,
        units.unit_kind,
        case units.unit_kind when 'channel' then spend.spend_channel else spend.campaign_type end as unit,
        sum(spend.amount) as amount
    from {{ ref('fct_spend') }} as spend
    inner join quarter_days
        on spend.spent_on = quarter_days.day
    cross join {{ listed(['channel', 'campaign_type'], column='unit_kind') }} as units
    group by quarter_days.period_start, units.unit_kind,
        case units.unit_kind when 'channel' then spend.spend_channel else spend.campaign_type end
),

answered as (
    select
        quarter_days.period_start,
        units.unit_kind,
        case units.unit_kind when 'channel' then journeys.channel else campaigns.campaign_type end as unit,
        avg(case
            when journeys.first_disposition_status in ('accepted', 'qualified', 'converted')
                and journeys.first_disposition_at <= journeys.acceptance_due_at then 1e0
            else 0e0
        end) as acceptance_rate
    from {{ ref('fct_lead_journeys') }} as journeys
    inner join quarter_days
        on {{ local_date('journeys.handed_off_at') }} = quarter_days.day
    left join {{ ref('campaigns') }} as campaigns
        on journeys.source_campaign_id = campaigns.campaign_id
    cross join {{ listed(['channel', 'campaign_type'], column='unit_kind') }} as units
    where journeys.is_eligible
        and journeys.acceptance_due_at <= {{ as_of() }}
    group by quarter_days.period_start, units.unit_kind,
        case units.unit_kind when 'channel' then journeys.channel else campaigns.campaign_type end
),

shifts as (
    select
        quarters.period_start,
        spent.unit_kind,
        spent.unit,
        answered.acceptance_rate,
        ln(cast(spent.amount as double) / cast(before.amount as double)) as spend_change,
        count(*) over (partition by quarters.period_start, spent.unit_kind) as units
    from quarters
    inner join spent
        on quarters.period_start = spent.period_start
    inner join spent as before
        on quarters.previous_start = before.period_start
            and spent.unit_kind = before.unit_kind
            and spent.unit = before.unit
    inner join answered
        on quarters.previous_start = answered.period_start
            and spent.unit_kind = answered.unit_kind
            and spent.unit = answered.unit
    where spent.amount > 0
        and before.amount > 0
)

-- kinds of campaigns stand in where there are too few channels to rank
select
    shifts.period_start,
    shifts.unit_kind,
    shifts.unit,
    shifts.acceptance_rate,
    shifts.spend_change
from shifts
left join (select distinct period_start from shifts where unit_kind = 'channel' and units >= {{ var('reallocation_min_units') }}) as ample
    on shifts.period_start = ample.period_start
where (shifts.unit_kind = 'channel') = (ample.period_start is not null)

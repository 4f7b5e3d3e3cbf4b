-- One row per fiscal quarter, segment and cause: what pulling apart cost, low, base and high, with the assumptions used.
-- Why: misalignment is paid for whether or not anyone adds it up. Causes are mutually exclusive, so they may be summed.
-- Grain `quarter` holds every quarter; grain `latest` holds each cause's newest quarter (deals count at once, selling time
-- 60 days and leads 180 days after hand-off) and the total of those.
with lead_states as (
    select * from {{ ref('int_lead_states') }}
),
lost_lead_value as (
    select * from {{ ref('int_lost_lead_value') }}
),
deals as (
    select * from {{ ref('fct_deals') }} where is_won
),
journeys as (
    select * from {{ ref('fct_lead_journeys') }} where is_eligible
),
metric_inputs as (
    select * from {{ ref('metric_inputs') }} where is_measurable
),
-- concessions on hardly any deal of the last year are unrecorded, not small
concession_records as (
    select avg(case when concession_list_amount > 0 then 1.0 else 0.0 end) as recorded_share
    from deals
    where closed_at > {{ add_days(as_of(), -365) }}
),
closed_quarters as (
    select
        period_start,
        {{ add_days('period_end', horizon('wasted_time_horizon_days') ~ ' + 1') }} <= {{ as_of() }} as is_settled
    from {{ ref('periods') }}
    where period_grain = 'quarter'
        and is_closed
),
premiums as (
    select
        period_start,
        value,
        ci_low,
        ci_high
    from {{ ref('metric_scores') }}
    where metric = 'late_quarter_discount_premium'
        and period_grain = 'quarter'
        and segment_by = 'all'
        and value is not null
),
lead_losses as (
    select
        cast(lead_states.period_start as timestamp) as observed_at,
        lead_states.region,
        lead_states.segment,
        lead_states.channel,
        lead_states.team,
        lead_states.product_family,
        lead_states.state as cause,
        'leads' as population,
        lost_lead_value.low,
        lost_lead_value.base,
        lost_lead_value.high,
        lost_lead_value.mean_won_amount
    from lead_states
    inner join lost_lead_value
        on lead_states.period_start = lost_lead_value.period_start
            and lead_states.cell_segment = lost_lead_value.cell_segment
            and lead_states.band = lost_lead_value.band
            and lead_states.state = lost_lead_value.state
    where lost_lead_value.base is not null
),
discount_losses as (
    select
        cast(deals.quarter_start as timestamp) as observed_at,
        {{ segments('deals') }},
        'late_discount_excess' as cause,
        'deals' as population,
        greatest(coalesce(premiums.ci_low, 0.0), 0.0) * cast(deals.list_amount as double) as low,
        greatest(premiums.value, 0.0) * cast(deals.list_amount as double) as base,
        greatest(coalesce(premiums.ci_high, premiums.value), 0.0) * cast(deals.list_amount as double) as high,
        cast(null as double) as mean_won_amount
    from deals
    inner join premiums
        on deals.quarter_start = premiums.period_start
    where deals.is_late
        and {{ is_counted_type('late_quarter_discount_premium', 'deals.opportunity_type') }}
        and deals.list_amount is not null
),
concession_losses as (
    select
        cast(deals.quarter_start as timestamp) as observed_at,
        {{ segments('deals') }},
        'concessions_at_cost' as cause,
        'deals' as population,
        cast(coalesce(deals.unapproved_concession_cost_amount, 0) as double) as low,
        cast(coalesce(deals.unapproved_concession_cost_amount, 0) as double) as base,
        cast(coalesce(deals.unapproved_concession_cost_amount, 0) as double) as high,
        cast(null as double) as mean_won_amount
    from deals
    cross join concession_records
    where concession_records.recorded_share > 0
        and concession_records.recorded_share >= {{ var('minimum_concession_share') }}
),
wrong_fit_time as (
    select
        journeys.handed_off_at as observed_at,
        {{ segments('journeys') }},
        case
            when journeys.settled_reason like 'wrong_fit%' or journeys.settled_reason = 'bad_data'
                then cast(journeys.selling_minutes as double) / 60 * {{ var('loaded_hourly_cost') }}
            else cast(0 as double)
        end as cost
    from journeys
    inner join metric_inputs
        on metric_inputs.metric = 'wasted_selling_time_share'
),
time_losses as (
    select
        observed_at,
        {{ segments() }},
        'selling_time_on_wrong_fit' as cause,
        'capacity' as population,
        cast(cost as double) as low,
        cast(cost as double) as base,
        cast(cost as double) as high,
        cast(null as double) as mean_won_amount
    from wrong_fit_time
),
losses as (
    select * from lead_losses
    union all
    select * from discount_losses
    union all
    select * from concession_losses
    union all
    select * from time_losses
),
{{ sliced_sums('losses', ['low', 'base', 'high'], by=['cause', 'population'], grains=['quarter']) }},
-- that nobody is in a state is known, and costs nothing: an older quarter must not stand in for it
recording as (
    select
        max(case when metric = 'lead_follow_up_rate' then 1 else 0 end) as has_activities,
        max(case when metric = 'disqualification_specificity_rate' then 1 else 0 end) as has_reasons
    from metric_inputs
),
grading as (
    select count(fit_grade) as graded_leads from journeys
),
empty_states as (
    select
        quarters.period_start,
        causes.cause
    from (select distinct period_start from lead_states) as quarters
    cross join {{ listed(['unworked_leads', 'slow_response', 'discarded_good_fit'], 'cause') }} as causes
    cross join recording
    cross join grading
    left join (select distinct period_start, state from lead_states) as states
        on quarters.period_start = states.period_start
            and causes.cause = states.state
    where states.state is null
        and recording.has_activities = 1
        and (causes.cause <> 'discarded_good_fit' or (recording.has_reasons = 1 and grading.graded_leads > 0))
),
by_quarter as (
    select
        sliced.period_start,
        sliced.segment_by,
        sliced.segment,
        sliced.cause,
        sliced.population,
        sliced.low,
        sliced.base,
        sliced.high
    from sliced
    inner join closed_quarters
        on sliced.period_start = closed_quarters.period_start
    where sliced.population <> 'capacity'
        or closed_quarters.is_settled
    union all
    select
        period_start,
        'all' as segment_by,
        'all' as segment,
        cause,
        'leads' as population,
        0.0 as low,
        0.0 as base,
        0.0 as high
    from empty_states
),
newest as (
    select
        *,
        max(period_start) over (partition by cause) as newest_start
    from by_quarter
),
all_grains as (
    select
        'quarter' as period_grain,
        period_start,
        segment_by,
        segment,
        cause,
        population,
        low,
        base,
        high
    from by_quarter
    union all
    select
        'latest' as period_grain,
        period_start,
        segment_by,
        segment,
        cause,
        population,
        low,
        base,
        high
    from newest
    where period_start = newest_start
    union all
    select
        'latest' as period_grain,
        max(period_start) as period_start,
        segment_by,
        segment,
        'total' as cause,
        'all' as population,
        sum(low) as low,
        sum(base) as base,
        sum(high) as high
    from newest
    where period_start = newest_start
    group by segment_by, segment
),
deal_values as (
    select distinct
        period_start,
        mean_won_amount
    from lost_lead_value
),
won_amounts as (
    select
        quarter_start,
        sum(cast(amount as double)) as won_amount
    from deals
    group by quarter_start
)
select
    all_grains.period_grain,
    all_grains.period_start,
    all_grains.segment_by,
    all_grains.segment,
    all_grains.cause,
    all_grains.population,
    all_grains.low,
    all_grains.base,
    all_grains.high,
    -- what the base would be if all of the gap could be won back: leads nobody works are worse than those that are picked
    case
        when all_grains.population = 'leads' then all_grains.base / nullif(cast({{ var('recoverable_share_base') }} as double), 0)
    end as base_if_all_recoverable,
    cast({{ var('gross_margin') }} as double) as gross_margin,
    cast({{ var('recoverable_share_low') }} as double) as recoverable_share_low,
    cast({{ var('recoverable_share_base') }} as double) as recoverable_share_base,
    cast({{ var('recoverable_share_high') }} as double) as recoverable_share_high,
    cast({{ var('loaded_hourly_cost') }} as double) as loaded_hourly_cost,
    cast({{ var('late_window_days') }} as double) as late_window_days,
    cast({{ horizon('win_horizon_days') }} as double) as win_horizon_days,
    cast({{ horizon('wasted_time_horizon_days') }} as double) as wasted_time_horizon_days,
    {%- for type in ['call', 'email', 'meeting', 'social', 'task'] %}
    cast({{ var('minutes_per_' ~ type) }} as double) as minutes_per_{{ type }},
    {%- endfor %}
    {{ text_var('reporting_currency') }} as currency_code,
    deal_values.mean_won_amount,
    won_amounts.won_amount
from all_grains
left join deal_values
    on all_grains.period_start = deal_values.period_start
        and all_grains.population = 'leads'
left join won_amounts
    on all_grains.period_start = won_amounts.quarter_start
        and all_grains.segment_by = 'all'

-- One row per fiscal quarter that has ended, company or segment value, customer segment and horizon in days: what was
-- forecast then, commit and closed, and what was won.
-- Why: a forecast is judged on what it said at the time, not on today's field values.
{%- set horizons = var('forecast_horizon_days') %}
with opportunity_history as (
    select * from {{ ref('opportunity_history') }}
),

forecast_snapshots as (
    select * from {{ ref('forecast_snapshots') }}
),

opportunities as (
    select opportunity_id, currency_code from {{ ref('opportunities') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
),

rates as (
    select * from {{ ref('fx_rates') }}
),

quarters as (
    select period_start, period_end from {{ ref('dim_periods') }} where period_grain = 'quarter' and is_closed
),

quarter_days as (
    select day, period_start from {{ ref('dim_days') }} where period_grain = 'quarter'
),

horizons as (
    {% for days in horizons -%}
    select {{ days }} as horizon_days
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

states as (
    select
        opportunity_id,
        valid_from,
        lead(valid_from) over (partition by opportunity_id order by valid_from, history_id) as valid_until,
        amount,
        close_date,
        forecast_category
    from opportunity_history
),

-- the history of deals comes first; snapshots stand in where it holds no forecast
known_from as (
    select
        count(forecast_category) > 0 as has_history,
        {{ local_date('min(case when forecast_category is not null then valid_from end)') }} as history_from,
        (select min(snapshot_date) from forecast_snapshots) as snapshots_from
    from opportunity_history
),

read_states as (
    select
        {{ segments('deals') }},
        coalesce(deals.segment, '(not set)') as deal_segment,
        quarter_days.period_start as quarter_start,
        horizons.horizon_days,
        states.opportunity_id,
        states.amount,
        {{ add_days('quarter_days.period_start', 'horizons.horizon_days') }} as read_at
    from states
    inner join quarter_days
        on states.close_date = quarter_days.day
    cross join horizons
    inner join deals
        on states.opportunity_id = deals.opportunity_id
    where states.forecast_category in ('commit', 'closed')
        and states.valid_from <= {{ add_days('quarter_days.period_start', 'horizons.horizon_days') }}
        and (states.valid_until is null or states.valid_until > {{ add_days('quarter_days.period_start', 'horizons.horizon_days') }})
),

newest_snapshots as (
    select
        forecast_snapshots.*,
        horizons.horizon_days,
        max(forecast_snapshots.snapshot_date) over (
            partition by forecast_snapshots.period_start, forecast_snapshots.segment, horizons.horizon_days
        ) as newest_date
    from forecast_snapshots
    cross join horizons
    where cast(forecast_snapshots.snapshot_date as timestamp) <= {{ add_days('forecast_snapshots.period_start', 'horizons.horizon_days') }}
),

forecasts as (
    select
        {{ segments('read_states') }},
        read_states.deal_segment,
        read_states.quarter_start,
        read_states.horizon_days,
        {{ money('read_states.amount * (' ~ exchange_rate('rates', 'opportunities.currency_code') ~ ')') }} as forecast_amount
    from read_states
    inner join opportunities
        on read_states.opportunity_id = opportunities.opportunity_id
    left join rates
        on opportunities.currency_code = rates.currency_code
            and cast(read_states.read_at as date) >= rates.valid_from
            and cast(read_states.read_at as date) < rates.valid_until
    union all
    -- snapshots know the customer segment only
    select
        cast(null as {{ dbt.type_string() }}) as region,
        newest_snapshots.segment,
        cast(null as {{ dbt.type_string() }}) as channel,
        cast(null as {{ dbt.type_string() }}) as team,
        cast(null as {{ dbt.type_string() }}) as product_family,
        newest_snapshots.segment as deal_segment,
        newest_snapshots.period_start as quarter_start,
        newest_snapshots.horizon_days,
        {{ money('newest_snapshots.forecast_amount') }} as forecast_amount
    from newest_snapshots
    cross join known_from
    where not known_from.has_history
        and newest_snapshots.snapshot_date = newest_snapshots.newest_date
        and newest_snapshots.forecast_category in ('commit', 'closed')
),

won as (
    select
        {%- for name in segment_names() %}
        {% if name == 'segment' %}deals.segment{% else %}case when known_from.has_history then deals.{{ name }} end as {{ name }}{% endif %},
        {%- endfor %}
        coalesce(deals.segment, '(not set)') as deal_segment,
        deals.quarter_start,
        horizons.horizon_days,
        deals.amount
    from deals
    cross join known_from
    cross join horizons
    where deals.is_won
        and deals.amount is not null
),

both_sides as (
    select {{ segments() }}, deal_segment, quarter_start, horizon_days, forecast_amount, 0 as actual_amount from forecasts
    union all
    select {{ segments() }}, deal_segment, quarter_start, horizon_days, 0 as forecast_amount, amount as actual_amount from won
),

-- a quarter that began before the first record of forecasts was never forecast
added as (
    select
        {{ segments('both_sides') }},
        both_sides.deal_segment,
        both_sides.quarter_start,
        both_sides.horizon_days,
        sum(both_sides.forecast_amount) as forecast_amount,
        sum(both_sides.actual_amount) as actual_amount
    from both_sides
    inner join quarters
        on both_sides.quarter_start = quarters.period_start
    cross join known_from
    where both_sides.quarter_start >= case when known_from.has_history then known_from.history_from else known_from.snapshots_from end
    group by {{ segments('both_sides') }}, both_sides.deal_segment, both_sides.quarter_start, both_sides.horizon_days
),

sliced as (
    {{ fan_out('added', ['deal_segment', 'horizon_days', 'forecast_amount', 'actual_amount'], ['quarter']) }}
)

select
    {{ slice_columns() }},
    deal_segment,
    horizon_days,
    sum(forecast_amount) as forecast_amount,
    sum(actual_amount) as actual_amount
from sliced
group by {{ slice_columns() }}, deal_segment, horizon_days

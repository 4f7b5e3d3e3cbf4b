-- One row per fiscal quarter and segment: how far forecasts at the start of quarters were from what was won, of what was
-- won, over the customer segments of the quarter and the three before.
-- Why: a number nobody can trust is planned around, by both teams, in different directions.
with quarters as (
    select period_start, row_number() over (order by period_start) as position
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

cells as (
    select * from {{ ref('fct_forecast_cells') }} where horizon_days = {{ var('forecast_horizon_days')[0] }}
),

-- a cell counts in the row of its own quarter and of the next three
pooled as (
    select
        cells.period_grain,
        reporting.period_start,
        cells.segment_by,
        cells.segment,
        abs(cells.forecast_amount - cells.actual_amount) as numerator,
        cells.actual_amount as denominator,
        true as is_mature
    from cells
    inner join quarters as forecast_quarters
        on cells.period_start = forecast_quarters.period_start
    inner join quarters as reporting
        on reporting.position between forecast_quarters.position and forecast_quarters.position + {{ var('forecast_pooled_quarters') - 1 }}
),

totals as (
    select
        {{ slice_columns() }},
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(cast(denominator as double) * cast(denominator as double)) as squared_denominator,
        count(*) as cells
    from pooled
    group by {{ slice_columns() }}
),

{{ jackknife('pooled', 'totals', slice_columns('pooled'), slice_columns(), slice_join('pooled', 'totals')) }},

estimated as (
    select
        {{ slice_columns('totals') }},
        totals.numerator,
        totals.denominator,
        totals.cells,
        {{ divide('totals.numerator', 'totals.denominator') }} as ratio,
        deviations.standard_error,
        {{ whole_degrees_of_freedom(effective_size('totals.denominator', 'totals.squared_denominator') ~ ' - 1') }} as degrees_of_freedom
    from totals
    left join deviations
        on {{ slice_join('totals', 'deviations') }}
)

select
    {{ slice_columns() }},
    ratio as value,
    case when ratio > 0 then ratio * exp(-t_quantiles.t_95 * standard_error / ratio) end as ci_low,
    case when ratio > 0 then ratio * exp(t_quantiles.t_95 * standard_error / ratio) end as ci_high,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    cast(cells as bigint) as sample_size,
    cast(0 as bigint) as pending
from estimated
left join {{ ref('t_quantiles') }} as t_quantiles
    on estimated.degrees_of_freedom = t_quantiles.degrees_of_freedom

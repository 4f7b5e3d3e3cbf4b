-- One row per companion figure of forecast accuracy: bias with its interval, later forecasts, the error of the totals.
-- Why: errors that offset vanish in the total, and a forecast that is always high is a habit, not bad luck.
with quarters as (
    select period_start, row_number() over (order by period_start) as position
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

cells as (
    select * from {{ ref('fct_forecast_cells') }}
),

pooled as (
    select
        cells.period_grain,
        reporting.period_start,
        cells.segment_by,
        cells.segment,
        cells.horizon_days,
        cells.period_start as quarter_start,
        cells.forecast_amount - cells.actual_amount as numerator,
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
        horizon_days,
        sum(numerator) as numerator,
        sum(abs(numerator)) as absolute_error,
        sum(denominator) as denominator,
        sum(cast(denominator as double) * cast(denominator as double)) as squared_denominator,
        count(*) as cells
    from pooled
    group by {{ slice_columns() }}, horizon_days
),

{{ jackknife(
    'pooled',
    'totals',
    slice_columns('pooled') ~ ', pooled.horizon_days',
    slice_columns() ~ ', horizon_days',
    slice_join('pooled', 'totals') ~ ' and pooled.horizon_days = totals.horizon_days'
) }},

-- bias has a sign, so its interval is untransformed
biased as (
    select
        totals.*,
        {{ divide('totals.numerator', 'totals.denominator') }} as bias,
        t_quantiles.t_95 * deviations.standard_error as margin
    from totals
    left join deviations
        on {{ slice_join('totals', 'deviations') }}
            and totals.horizon_days = deviations.horizon_days
    left join {{ ref('t_quantiles') }} as t_quantiles
        on {{ whole_degrees_of_freedom(effective_size('totals.denominator', 'totals.squared_denominator') ~ ' - 1') }} = t_quantiles.degrees_of_freedom
),

whole_quarters as (
    select
        {{ slice_columns() }},
        quarter_start,
        abs(sum(numerator)) as absolute_error,
        sum(denominator) as denominator,
        count(*) as cells
    from pooled
    where horizon_days = {{ var('forecast_horizon_days')[0] }}
    group by {{ slice_columns() }}, quarter_start
),

listed as (
    {% for detail, value in [('bias', 'bias'), ('bias_low', 'bias - margin'), ('bias_high', 'bias + margin')] -%}
    select {{ slice_columns() }}, '{{ detail }}' as detail, null as category, {{ value }} as value, cells
    from biased
    where horizon_days = {{ var('forecast_horizon_days')[0] }}
    union all
    {% endfor -%}
    select {{ slice_columns() }}, 'wape_at_day', cast(horizon_days as {{ dbt.type_string() }}), {{ divide('absolute_error', 'denominator') }}, cells
    from biased
    union all
    select {{ slice_columns() }}, 'bias_at_day', cast(horizon_days as {{ dbt.type_string() }}), bias, cells
    from biased
    union all
    select {{ slice_columns() }}, 'wape_of_quarter_totals', null, {{ divide('sum(absolute_error)', 'sum(denominator)') }}, sum(cells)
    from whole_quarters
    group by {{ slice_columns() }}
)

select
    {{ slice_columns() }},
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    cast(value as double) as value,
    cast(cells as bigint) as sample_size
from listed
where value is not null

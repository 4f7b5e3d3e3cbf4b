-- One row per period and segment with new business: open deals at its end, and sums of amount and cycle of its wins.
-- Why: velocity is a product of four means, and its interval needs how amounts and cycles move together.
with deals as (
    select
        *,
        {{ days_between('created_at', 'closed_at') }} as cycle_days
    from {{ ref('fct_deals') }}
    where {{ is_counted_type('pipeline_velocity') }}
        and created_at is not null
        and (closed_at is not null or not is_closed)
),

first_day as (
    select min(day) as day from {{ ref('dim_days') }}
),

periods as (
    select period_grain, period_start from {{ ref('dim_periods') }} where period_grain in ('month', 'quarter')
),

closed as (
    select
        closed_at as observed_at,
        {{ segments() }},
        1 as closed,
        case when is_won then 1 else 0 end as won,
        case when is_won then amount else 0 end as amount,
        case when is_won then cast(amount as double) * cast(amount as double) else 0 end as squared_amount,
        case when is_won then cycle_days else 0 end as cycle_days,
        case when is_won then cycle_days * cycle_days else 0 end as squared_cycle,
        case when is_won then cast(amount as double) * cycle_days else 0 end as amount_times_cycle
    from deals
    where is_closed
        and (not is_won or amount is not null)
),

{{ sliced_sums('closed', ['closed', 'won', 'amount', 'squared_amount', 'cycle_days', 'squared_cycle', 'amount_times_cycle'], name='moments') }},

-- open at a day = opened up to it less closed up to it; deals older than the calendar count from its first day
changes as (
    select
        case when {{ local_date('deals.created_at') }} < first_day.day then first_day.day else {{ local_date('deals.created_at') }} end as observed_on,
        {{ segments('deals') }},
        1 as change
    from deals
    cross join first_day
    union all
    select
        case when deals.closed_on < first_day.day then first_day.day else deals.closed_on end as observed_on,
        {{ segments('deals') }},
        -1 as change
    from deals
    cross join first_day
    where deals.is_closed
),

{{ sliced_sums('changes', ['change'], grains=['month', 'quarter'], anchor='observed_on', name='changed') }},

-- a segment without a change in a period keeps what was open before
every_period as (
    select
        periods.period_grain,
        periods.period_start,
        slices.segment_by,
        slices.segment
    from periods
    cross join (select distinct segment_by, segment from changed) as slices
),

open_deals as (
    select
        {{ slice_columns('every_period') }},
        sum(coalesce(changed.change, 0)) over (
            partition by every_period.period_grain, every_period.segment_by, every_period.segment
            order by every_period.period_start
        ) as open_deals
    from every_period
    left join changed
        on {{ slice_join('every_period', 'changed') }}
    union all
    select
        latest.period_grain,
        latest.period_start,
        changed.segment_by,
        changed.segment,
        sum(changed.change) as open_deals
    from changed
    cross join (select period_grain, period_start from {{ ref('dim_periods') }} where period_grain = 'trailing') as latest
    where changed.period_grain = 'month'
    group by latest.period_grain, latest.period_start, changed.segment_by, changed.segment
),

-- a segment with open deals has a row before its first deal closes: open deals of the segments add up to the company's
slices as (
    select {{ slice_columns() }} from moments
    union
    select {{ slice_columns() }} from open_deals where open_deals > 0
)

select
    {{ slice_columns('slices') }},
    cast(coalesce(open_deals.open_deals, 0) as bigint) as open_deals,
    coalesce(moments.closed, 0) as closed,
    coalesce(moments.won, 0) as won,
    {{ divide('moments.won', 'moments.closed') }} as win_rate,
    {{ divide('moments.amount', 'moments.won') }} as mean_amount,
    {{ divide('moments.cycle_days', 'moments.won') }} as mean_cycle_days,
    -- variances and covariance of the two means
    (moments.squared_amount - cast(moments.amount as double) * {{ divide('moments.amount', 'moments.won') }})
        / nullif(cast(moments.won * (moments.won - 1) as double), 0) as amount_variance,
    (moments.squared_cycle - moments.cycle_days * {{ divide('moments.cycle_days', 'moments.won') }})
        / nullif(cast(moments.won * (moments.won - 1) as double), 0) as cycle_variance,
    (moments.amount_times_cycle - cast(moments.amount as double) * {{ divide('moments.cycle_days', 'moments.won') }})
        / nullif(cast(moments.won * (moments.won - 1) as double), 0) as covariance
from slices
left join moments
    on {{ slice_join('slices', 'moments') }}
left join open_deals
    on {{ slice_join('slices', 'open_deals') }}

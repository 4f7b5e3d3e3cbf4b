-- One row per trailing window, the last year only: how much won money per month changed from month to month.
-- Why: two teams that learn from each other improve; "no significant change" is not yet a plateau.
with months as (
    select * from {{ ref('fct_won_months') }}
),

{{ theil_sen('months', 'won_amount') }}

select
    'trailing' as period_grain,
    last_window.period_start,
    'all' as segment_by,
    'all' as segment,
    trend.slope as value,
    trend.low_90 as ci_low,
    trend.high_90 as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(trend.points as bigint) as sample_size,
    cast(0 as bigint) as pending
from trend
inner join {{ ref('dim_periods') }} as last_window
    on last_window.period_grain = 'trailing'
where trend.points is not null

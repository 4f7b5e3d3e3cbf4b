-- One row per fiscal quarter or trailing window: how much of marketing's money and sales' work goes to the same markets.
-- Why: leads from markets sales does not work, and work in markets nobody warms up, are both lost.
with focus_shares as (
    select * from {{ ref('fct_focus_shares') }}
)

select
    period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    case when count(spend_share) > 0 and count(activity_share) > 0 then sum(least(spend_share, activity_share)) end as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(sum(case when market_segment is not null then activities else 0 end) as bigint) as sample_size,
    cast(0 as bigint) as pending
from focus_shares
group by period_grain, period_start

-- One row per fiscal quarter or trailing window: the share of active content that sales used on at least one opportunity.
-- Why: content nobody uses was made for nobody, and the message it carries reaches no buyer.
with content_use as (
    select
        period_grain,
        period_start,
        count(*) as active,
        sum(case when opportunities > 0 then 1 else 0 end) as used
    from {{ ref('fct_content_use') }}
    group by period_grain, period_start
)

select
    period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    {{ divide('used', 'active') }} as value,
    {{ wilson_limit('used', 'active', 'low') }} as ci_low,
    {{ wilson_limit('used', 'active', 'high') }} as ci_high,
    cast(used as double) as numerator,
    cast(active as double) as denominator,
    cast(active as bigint) as sample_size,
    cast(0 as bigint) as pending
from content_use

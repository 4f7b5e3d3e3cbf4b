-- One row per trailing window, the last only: 1 where falls of follow-up and of acceptance each follow the other, else 0.
-- Why: bad leads are ignored and ignored leads teach nobody; once it turns, both teams have a good reason to blame the other.
with months as (
    select * from {{ ref('fct_coupled_months') }}
),

{{ theil_sen('months', 'follow_up_rate', prefix='follow_up_') }},

{{ theil_sen('months', 'acceptance_rate', prefix='acceptance_') }},

{{ kendall_tau('months', 'acceptance_change', 'next_follow_up_change', 'position', prefix='quality_first_') }},

{{ kendall_tau('months', 'follow_up_change', 'next_acceptance_change', 'position', prefix='follow_up_first_') }}

select
    'trailing' as period_grain,
    last_window.period_start,
    'all' as segment_by,
    'all' as segment,
    -- one-sided 90 % each way, so that both by chance is rare
    case
        when quality_first_coupling.z > 1.2815515655446004e0
            and follow_up_first_coupling.z > 1.2815515655446004e0
            and follow_up_trend.slope < 0
            and acceptance_trend.slope < 0
            then cast(1 as double)
        when follow_up_trend.slope is not null then cast(0 as double)
    end as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(follow_up_trend.points as bigint) as sample_size,
    cast(0 as bigint) as pending
from follow_up_trend
cross join acceptance_trend
cross join quality_first_coupling
cross join follow_up_first_coupling
inner join {{ ref('dim_periods') }} as last_window
    on last_window.period_grain = 'trailing'
where follow_up_trend.points is not null

-- One row per companion figure of the vicious cycle: both couplings with their z, both trends, tactic churn.
-- Why: which of the two falls first says who should move first.
with months as (
    select * from {{ ref('fct_coupled_months') }}
),

{{ theil_sen('months', 'follow_up_rate', prefix='follow_up_') }},

{{ theil_sen('months', 'acceptance_rate', prefix='acceptance_') }},

{{ kendall_tau('months', 'acceptance_change', 'next_follow_up_change', 'position', prefix='quality_first_') }},

{{ kendall_tau('months', 'follow_up_change', 'next_acceptance_change', 'position', prefix='follow_up_first_') }},

-- how much of the money changed channels from one month to the next
spent as (
    select
        months.position,
        coalesce(spend.spend_channel, '(not set)') as spend_channel,
        cast(sum(spend.amount) as double) / nullif(cast(sum(sum(spend.amount)) over (partition by months.position) as double), 0) as share
    from {{ ref('fct_spend') }} as spend
    inner join {{ ref('dim_days') }} as dim_days
        on spend.spent_on = dim_days.day
            and dim_days.period_grain = 'month'
    inner join months
        on dim_days.period_start = months.period_start
    group by months.position, coalesce(spend.spend_channel, '(not set)')
),

spend_months as (
    select distinct position from spent
),

churned as (
    select
        avg(moved) as churn,
        count(*) as months
    from (
        select
            later.position,
            sum(greatest(later.share - coalesce(earlier.share, 0), 0)) as moved
        from spent as later
        inner join spend_months
            on later.position = spend_months.position + 1
        left join spent as earlier
            on later.position = earlier.position + 1
                and later.spend_channel = earlier.spend_channel
        group by later.position
    ) as steps
),

listed as (
    select 'coupling_tau' as detail, 'acceptance then follow-up' as category, tau as value, pairs as records from quality_first_coupling
    union all
    select 'coupling_tau', 'follow-up then acceptance', tau, pairs from follow_up_first_coupling
    union all
    select 'coupling_z', 'acceptance then follow-up', z, pairs from quality_first_coupling
    union all
    select 'coupling_z', 'follow-up then acceptance', z, pairs from follow_up_first_coupling
    union all
    select 'monthly_slope', 'follow-up', slope, points from follow_up_trend
    union all
    select 'monthly_slope', 'acceptance', slope, points from acceptance_trend
    union all
    select 'tactic_churn', null, churn, months from churned
    union all
    select 'fewer_than_24_months', null, points as value, points as records from follow_up_trend where points < 24
)

select
    'trailing' as period_grain,
    last_window.period_start,
    'all' as segment_by,
    'all' as segment,
    listed.detail,
    cast(listed.category as {{ dbt.type_string() }}) as category,
    cast(listed.value as double) as value,
    cast(listed.records as bigint) as sample_size
from listed
inner join {{ ref('dim_periods') }} as last_window
    on last_window.period_grain = 'trailing'
where listed.value is not null

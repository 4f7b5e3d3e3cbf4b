-- One row per complete month, the last twelve: what was won in it, renewals aside.
-- Why: a trend is read off complete months, those without a win included.
with deals as (
    select * from {{ ref('fct_deals') }} where closed_on is not null
),

first_close as (
    select min(closed_on) as closed_on from deals
),

won as (
    select
        dim_days.period_start,
        sum(deals.amount) as won_amount
    from deals
    inner join {{ ref('dim_days') }} as dim_days
        on deals.closed_on = dim_days.day
            and dim_days.period_grain = 'month'
    where deals.is_won
        and coalesce(deals.opportunity_type, 'new') <> 'renewal'
    group by dim_days.period_start
),

complete_months as (
    select
        months.period_start,
        row_number() over (order by months.period_start desc) as position_from_last
    from {{ ref('dim_periods') }} as months
    cross join first_close
    where months.period_grain = 'month'
        and {{ add_days('months.period_end', 1) }} <= {{ as_of() }}
        and months.period_start >= first_close.closed_on
)

select
    complete_months.period_start,
    cast({{ var('trend_months') }} - complete_months.position_from_last + 1 as integer) as position,
    cast(coalesce(won.won_amount, 0) as decimal(18, 4)) as won_amount
from complete_months
left join won
    on complete_months.period_start = won.period_start
where complete_months.position_from_last <= {{ var('trend_months') }}

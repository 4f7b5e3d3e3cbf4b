-- One row per day and period it falls in: a day appears once for its month, once for its quarter, once for the trailing window.
-- Why: folding by an equal join on the day is far cheaper than by comparing with every period's ends.
with periods as (
    select * from {{ ref('dim_periods') }}
),
days as (
    {{ days_from_to('(select min(period_start) from periods)', '(select max(' ~ local_date(as_of()) ~ ') from periods)') }}
)
select
    days.day,
    periods.period_grain,
    periods.period_start
from days
inner join periods
    on days.day >= periods.period_start
        -- the trailing window ends at the instant as_of, which can be part-way through a day
        and days.day <= case when periods.period_grain = 'trailing' then {{ local_date(as_of()) }} else periods.period_end end

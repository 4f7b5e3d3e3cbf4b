-- One row per period, with its name and whether it has ended and was covered by data from its start.
-- Why: pages name periods as the company does, and never draw an unfinished one as a fall.
with periods as (
    select * from {{ ref('dim_periods') }}
),
data_starts as (
    select min(first_on) as first_on from {{ ref('data_starts') }}
)
select
    periods.period_grain,
    periods.period_start,
    periods.period_end,
    periods.period_label,
    periods.is_closed,
    coalesce(data_starts.first_on > periods.period_start and data_starts.first_on <= periods.period_end, false) as is_partly_covered
from periods
cross join data_starts

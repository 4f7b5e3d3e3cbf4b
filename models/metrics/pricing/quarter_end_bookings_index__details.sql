-- One row per companion figure of the quarter-end index: by count, the first days, the shape of the quarter, its days.
-- Why: an index by amount can be one large deal; a quarter posted on two days says nothing about its end.
with won as (
    select
        *,
        closed_on as observed_on,
        least({{ var('late_window_days') }}, covered_days) as late_days
    from {{ ref('fct_deals') }}
    where is_won and amount > 0 and {{ is_counted_type('quarter_end_bookings_index') }}
),

ended_quarters as (
    select period_start from {{ ref('dim_periods') }} where period_grain = 'quarter' and is_closed
),

observations as (
    -- share of deals in the last days over the share of days: both sides multiplied out, so that sums stay exact
    select
        observed_on,
        {{ segments() }},
        'count_index' as detail,
        null as category,
        case when is_late then covered_days else 0 end as part,
        late_days as whole,
        1 as records
    from won

    union all

    -- sandbagging: the first days of the quarter, where the data holds them
    select
        observed_on,
        {{ segments() }},
        'first_days_index' as detail,
        null as category,
        case when is_first_week then amount * covered_days else 0 end as part,
        amount * {{ var('first_week_days') }} as whole,
        1 as records
    from won
    where covered_days = {{ date_gap_days('quarter_start', 'quarter_end') }} + 1

    union all

    select
        observed_on,
        {{ segments() }},
        'late_deal_share' as detail,
        null as category,
        case when is_late then 1 else 0 end as part,
        1 as whole,
        1 as records
    from won

    union all

    select
        observed_on,
        {{ segments() }},
        'late_amount_share' as detail,
        null as category,
        case when is_late then amount else 0 end as part,
        amount as whole,
        1 as records
    from won
),

posted as (
    select
        observed_on,
        {{ segments() }},
        {{ date_gap_days('quarter_start', 'observed_on') }} + 1 as day_of_quarter,
        amount,
        1 as deals
    from won
),

{{ sliced_sums('posted', ['amount', 'deals'], by=['day_of_quarter'], grains=['quarter'], anchor='observed_on', name='posting_days') }},

posting_counts as (
    select
        {{ slice_columns() }},
        cast(count(*) as double) as posting_days,
        cast(sum(deals) as bigint) as deals
    from posting_days
    group by {{ slice_columns() }}
)

{{ summarise_details('observations', grains=['quarter'], anchor='observed_on') }}

union all

-- the shape of the quarter, for the company as a whole
select
    {{ slice_columns() }},
    'booked_on_day' as detail,
    cast(day_of_quarter as {{ dbt.type_string() }}) as category,
    cast(amount as double) as value,
    cast(deals as bigint) as sample_size
from posting_days
where segment_by = 'all'

union all

select
    {{ slice_columns() }},
    'posting_days' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    posting_days as value,
    deals as sample_size
from posting_counts

union all

select
    {{ slice_columns('posting_counts') }},
    'posting_days_below_minimum' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    posting_counts.posting_days as value,
    posting_counts.deals as sample_size
from posting_counts
inner join ended_quarters
    on posting_counts.period_start = ended_quarters.period_start
where posting_counts.posting_days < {{ var('minimum_posting_days') }}

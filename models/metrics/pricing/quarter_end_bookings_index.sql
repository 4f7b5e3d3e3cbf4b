-- One row per won deal, renewals apart, in its fiscal quarter: booked in the quarter's last days, or before.
-- Why: bookings that wait for the last days are pulled by targets, not by customers; 1 is an even quarter.
with observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        amount as weight,
        is_late as success,
        -- what an even quarter would book in its last days, of the days the data covers
        cast(least({{ var('late_window_days') }}, covered_days) as double) / nullif(covered_days, 0) as uniform_share,
        true as is_mature
    from {{ ref('fct_deals') }}
    where is_won and amount > 0 and {{ is_counted_type('quarter_end_bookings_index') }}
)

{{ summarise_weighted_share('observations', as_multiple_of='uniform_share', grains=['quarter'], anchor='observed_on') }}

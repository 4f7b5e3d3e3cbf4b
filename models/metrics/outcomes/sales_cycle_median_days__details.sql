-- One row per companion figure of the sales cycle: share closed within 90 and 180 days, medians of closed and won deals.
-- Why: the closed-only medians are what CRM reports show; the gap to the headline is the open deals they leave out.
with deals as (
    select * from {{ ref('fct_deals') }} where {{ is_counted_type('sales_cycle_median_days') }} and created_at is not null
),

observations as (
    select
        created_at as observed_at,
        {{ segments() }},
        greatest({{ days_between('created_at', 'coalesce(closed_at, ' ~ as_of() ~ ')') }}, 0) as elapsed,
        is_closed as is_event
    from deals
),

won as (
    select
        created_at as observed_at,
        {{ segments() }},
        greatest({{ days_between('created_at', 'closed_at') }}, 0) as elapsed
    from deals
    where is_won
),

{{ sliced('won', ['elapsed'], name='won_in_slices') }}

{{ summarise_survival_details('observations', unit='days', within=[90, 180], finished='closed') }}

union all

select
    {{ slice_columns() }},
    'won_only_median_days' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(percentile_cont(0.5) within group (order by elapsed) as double) as value,
    cast(count(*) as bigint) as sample_size
from won_in_slices
group by {{ slice_columns() }}

-- One row per companion figure of the sales cycle: share closed within 90 and 180 days, medians of closed and won deals, and
-- the median of deals whose lead was handled as agreed beside the others'.
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

-- open deals count with the days they have been open, in both groups alike
handled as (
    select
        deals.created_at as observed_at,
        {{ segments('deals') }},
        handled_deals.handling,
        greatest({{ days_between('deals.created_at', 'coalesce(deals.closed_at, ' ~ as_of() ~ ')') }}, 0) as elapsed,
        deals.is_closed as is_event
    from deals
    inner join {{ ref('fct_handled_deals') }} as handled_deals
        on deals.opportunity_id = handled_deals.opportunity_id
),

by_handling as (
    with {{ numbered_slices('handled', ['elapsed', 'is_event'], by=['handling'], grains=['quarter'], name='handled_in_slices') }},

    {{ survival_curve('handled_in_slices', 'slice', is_whole=false) }},

    medians as (
        select
            slice,
            max(units) as deals,
            max(elapsed) as longest,
            min(case when survival <= 0.5 + 1e-9 then elapsed end) as median_days,
            min(case when survival_low <= 0.5 + 1e-9 or survival = 0 then elapsed end) as median_low,
            min(case when survival_high <= 0.5 + 1e-9 or survival = 0 then elapsed end) as median_high
        from survival_curve
        group by slice
    )

    select
        {{ slice_columns('names') }},
        names.handling,
        medians.deals,
        medians.longest,
        medians.median_days,
        medians.median_low,
        medians.median_high
    from medians
    inner join handled_in_slices_names as names
        on medians.slice = names.slice
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
{%- for detail, share in [('won_only_median_days', 0.5), ('won_only_slowest_tenth_days', 0.9)] %}

union all

select
    {{ slice_columns() }},
    '{{ detail }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(percentile_cont({{ share }}) within group (order by elapsed) as double) as value,
    cast(count(*) as bigint) as sample_size
from won_in_slices
group by {{ slice_columns() }}
{%- endfor %}
{%- for detail, value, condition in [
    ('median_by_handling_days', 'median_days', 'median_days is not null'),
    ('median_by_handling_days_low', 'median_low', 'median_days is not null and median_low is not null'),
    ('median_by_handling_days_high', 'median_high', 'median_days is not null and median_high is not null'),
    ('median_by_handling_not_reached_after_days', 'longest', 'median_days is null'),
    ('deals_by_handling', 'cast(deals as double)', 'true'),
] %}

union all

select
    {{ slice_columns() }},
    '{{ detail }}' as detail,
    handling as category,
    {{ value }} as value,
    cast(deals as bigint) as sample_size
from by_handling
where {{ condition }}
{%- endfor %}

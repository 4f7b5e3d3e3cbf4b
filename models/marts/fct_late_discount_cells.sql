-- One row per fiscal quarter, company or segment value, customer segment x deal-size band, and late or not: deals closed
-- in that quarter and the three before, their list amount, discount rate and its jackknife standard error.
-- Why: big deals close late and earn volume discounts, so late and other deals are compared cell by cell.
{%- set bands = var('discount_size_bands') %}
with deals as (
    select
        {{ segments() }},
        quarter_start,
        coalesce(segment, '(not set)') as deal_segment,
        is_late,
        list_amount,
        list_amount - amount as discount_amount
    from {{ ref('fct_deals') }}
    where is_won
        and {{ is_counted_type('late_quarter_discount_premium') }}
        and list_amount > 0
        and amount is not null
),

quarters as (
    select
        period_start,
        row_number() over (order by period_start) as position
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

-- a deal counts in the row of its own quarter and of the next three
pooled as (
    select
        {{ segments('deals') }},
        deals.deal_segment,
        deals.is_late,
        deals.list_amount,
        deals.discount_amount,
        reporting.period_start as quarter_start
    from deals
    inner join quarters as closing
        on deals.quarter_start = closing.period_start
    cross join (
        select 0 as quarters_later union all select 1 union all select 2 union all select 3
    ) as pooling
    inner join quarters as reporting
        on closing.position + pooling.quarters_later = reporting.position
),

-- size bands are cut once for the company, so that a region's deals are banded like everybody's
band_limits as (
    select
        quarter_start,
        {%- for band in range(1, bands) %}
        percentile_cont({{ band / bands }}) within group (order by cast(list_amount as double)) as upper_limit_{{ band }},
        {%- endfor %}
        count(*) as deals
    from pooled
    group by quarter_start
),

banded as (
    select
        {{ segments('pooled') }},
        pooled.quarter_start,
        pooled.deal_segment,
        pooled.is_late,
        true as is_mature,
        pooled.discount_amount as numerator,
        pooled.list_amount as denominator,
        1
        {%- for band in range(1, bands) %}
        + case when cast(pooled.list_amount as double) > band_limits.upper_limit_{{ band }} then 1 else 0 end
        {%- endfor %} as size_band
    from pooled
    inner join band_limits
        on pooled.quarter_start = band_limits.quarter_start
),

sliced as (
    {{ fan_out('banded', ['deal_segment', 'size_band', 'is_late', 'is_mature', 'numerator', 'denominator'], ['quarter']) }}
),

totals as (
    select
        {{ slice_columns() }},
        deal_segment,
        size_band,
        is_late,
        count(*) as deals,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(power(cast(denominator as double), 2)) as squared_denominator
    from sliced
    group by {{ slice_columns() }}, deal_segment, size_band, is_late
),

{{ jackknife(
    'sliced',
    'totals',
    slice_columns('sliced') ~ ', sliced.deal_segment, sliced.size_band, sliced.is_late',
    slice_columns() ~ ', deal_segment, size_band, is_late',
    slice_join('sliced', 'totals')
        ~ ' and sliced.deal_segment = totals.deal_segment and sliced.size_band = totals.size_band and sliced.is_late = totals.is_late'
) }}

select
    {{ slice_columns('totals') }},
    totals.deal_segment,
    totals.size_band,
    totals.is_late,
    totals.deals,
    totals.denominator as list_amount,
    totals.numerator as discount_amount,
    {{ divide('totals.numerator', 'totals.denominator') }} as discount_rate,
    {{ effective_size('totals.denominator', 'totals.squared_denominator') }} as effective_deals,
    deviations.standard_error
from totals
inner join deviations
    on {{ slice_join('totals', 'deviations') }}
        and totals.deal_segment = deviations.deal_segment
        and totals.size_band = deviations.size_band
        and totals.is_late = deviations.is_late

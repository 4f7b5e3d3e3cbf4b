-- One row per companion figure of velocity: its four parts, and the sum over segments.
-- Why: a stuffed pipeline raises the product; the parts show it, and the sum over segments shows what mixing them hides.
with moments as (
    select * from {{ ref('fct_pipeline_moments') }}
),

listed as (
    {% for detail, part, records in [
        ('open_deals', 'open_deals', 'open_deals'),
        ('win_rate', 'win_rate', 'closed'),
        ('mean_won_amount', 'mean_amount', 'won'),
        ('mean_won_cycle_days', 'mean_cycle_days', 'won'),
    ] -%}
    select {{ slice_columns() }}, '{{ detail }}' as detail, null as category, cast({{ part }} as double) as value, {{ records }} as records
    from moments
    union all
    {% endfor -%}
    select
        period_grain,
        period_start,
        'all' as segment_by,
        'all' as segment,
        'summed_over_segments' as detail,
        segment_by as category,
        sum(open_deals * win_rate * mean_amount / nullif(mean_cycle_days, 0)) as value,
        sum(won) as records
    from moments
    where segment_by <> 'all'
    group by period_grain, period_start, segment_by
)

select
    {{ slice_columns() }},
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    value,
    cast(records as bigint) as sample_size
from listed
where value is not null

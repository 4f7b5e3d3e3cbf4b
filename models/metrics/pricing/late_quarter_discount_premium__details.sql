-- One row per companion figure of the late-discount premium: crude premium, matched share, discounts cell by cell.
-- Why: the crude figure is the one people quote; the share matched says how much of the late business it speaks for.
with cells as (
    select
        cells.*,
        case when is_late then deals else 0 end as late_deals,
        case when is_late then 0 else deals end as rest_deals,
        deal_segment || ', size band ' || cast(size_band as {{ dbt.type_string() }}) as cell
    from {{ ref('fct_late_discount_cells') }} as cells
),

compared as (
    select
        cells.*,
        sum(late_deals) over (partition by {{ slice_columns() }}, cell) >= {{ var('premium_min_deals_per_cell') }}
            and sum(rest_deals) over (partition by {{ slice_columns() }}, cell) >= {{ var('premium_min_deals_per_cell') }}
            as is_matched
    from cells
),

totals as (
    select
        {{ slice_columns() }},
        sum(deals) as deals,
        sum(late_deals) as late_deals,
        sum(case when is_matched then late_deals else 0 end) as matched_late_deals,
        sum(case when is_late then list_amount else 0 end) as late_list_amount,
        sum(case when is_late and is_matched then list_amount else 0 end) as matched_late_list_amount,
        sum(case when is_late then discount_amount else 0 end) as late_discount_amount,
        sum(case when is_late then 0 else list_amount end) as rest_list_amount,
        sum(case when is_late then 0 else discount_amount end) as rest_discount_amount
    from compared
    group by {{ slice_columns() }}
),

figures as (
    select
        {{ slice_columns() }},
        detail,
        case detail
            when 'late_discount_rate' then {{ divide('late_discount_amount', 'late_list_amount') }}
            when 'other_discount_rate' then {{ divide('rest_discount_amount', 'rest_list_amount') }}
            when 'crude_premium' then {{ divide('late_discount_amount', 'late_list_amount') }}
                - {{ divide('rest_discount_amount', 'rest_list_amount') }}
            when 'matched_share' then {{ divide('matched_late_list_amount', 'late_list_amount') }}
            when 'late_list_amount' then cast(late_list_amount as double)
        end as value,
        deals
    from totals
    cross join {{ listed(['late_discount_rate', 'other_discount_rate', 'crude_premium', 'matched_share', 'late_list_amount'], 'detail') }} as details
),

ended_quarters as (
    select period_start from {{ ref('dim_periods') }} where period_grain = 'quarter' and is_closed
)

select
    {{ slice_columns() }},
    detail,
    cast(null as {{ dbt.type_string() }}) as category,
    value,
    cast(deals as bigint) as sample_size
from figures
where value is not null

union all

select
    {{ slice_columns() }},
    case when is_late then 'late_discount_rate_in_cell' else 'other_discount_rate_in_cell' end as detail,
    cell as category,
    discount_rate as value,
    cast(deals as bigint) as sample_size
from compared
where is_matched

union all

select
    {{ slice_columns('totals') }},
    'late_deals_below_minimum' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(totals.matched_late_deals as double) as value,
    cast(totals.deals as bigint) as sample_size
from totals
inner join ended_quarters
    on totals.period_start = ended_quarters.period_start
where totals.matched_late_deals < {{ var('premium_min_late_deals') }}

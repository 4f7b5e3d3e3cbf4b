-- One row per companion figure of journey visibility: each part by itself, and what the incomplete journeys lack.
-- Why: whether marketing's touches, sales' work or the people are missing decides who has to act.
with closed as (
    select
        *,
        case
            when has_marketing_touch and has_sales_activity and has_contact then 'nothing'
            when not has_marketing_touch and not has_sales_activity then 'both teams'
            when not has_marketing_touch then 'marketing touch'
            when not has_sales_activity then 'sales activity'
            else 'known contact'
        end as lacking
    from {{ ref('fct_deal_journeys') }}
    where is_closed and closed_on is not null
),

lacking_parts as (
    select
        closed_on as observed_on,
        {{ segments() }},
        lacking,
        1 as records
    from closed
),

{{ sliced_sums('lacking_parts', ['records'], by=['lacking'], anchor='observed_on', name='lacking_in_slices') }},

observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        'seen_before_close_share' as detail,
        category,
        case
            when category = 'marketing touch' and has_marketing_touch then 1
            when category = 'sales activity' and has_sales_activity then 1
            when category = 'known contact' and has_contact then 1
            else 0
        end as part,
        1 as whole,
        1 as records
    from closed
    cross join {{ listed(['marketing touch', 'sales activity', 'known contact']) }} as parts
)

{{ summarise_details('observations', anchor='observed_on') }}

union all

select
    {{ slice_columns() }},
    'journey_lacks' as detail,
    lacking as category,
    records / nullif(cast(sum(records) over (partition by {{ slice_columns() }}) as double), 0) as value,
    cast(sum(records) over (partition by {{ slice_columns() }}) as bigint) as sample_size
from lacking_in_slices

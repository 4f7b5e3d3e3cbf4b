-- One row per companion figure of attribution: credit of channels and campaigns under each rule, marketing's share and its range.
-- Why: no single rule is right; what all of them say together is the most that can be said without a hold-out.
with credit as (
    select * from {{ ref('fct_attribution_credit') }}
),

by_rule as (
    select
        {{ slice_columns() }},
        rule,
        sum(marketing_credit) / nullif(sum(credit), 0) as marketing_share,
        max(journeys) as journeys
    from credit
    group by {{ slice_columns() }}, rule
),

touched as (
    select distinct opportunity_id from {{ ref('fct_attributed_touches') }}
),

untouched as (
    select
        deals.closed_on,
        {{ segments('deals') }},
        case when touched.opportunity_id is null then deals.amount else 0 end as part,
        deals.amount as whole,
        case when touched.opportunity_id is null then 1 else 0 end as records
    from {{ ref('fct_deals') }} as deals
    left join touched
        on deals.opportunity_id = touched.opportunity_id
    where deals.is_won
        and deals.amount > 0
        and deals.closed_on is not null
),

{{ sliced_sums('untouched', ['part', 'whole', 'records'], anchor='closed_on', name='untouched_sums') }},

listed as (
    select
        {{ slice_columns() }},
        'channel_credit_' || rule as detail,
        touch_channel as category,
        sum(credit) as value,
        max(journeys) as records
    from credit
    group by {{ slice_columns() }}, rule, touch_channel

    union all

    select
        {{ slice_columns() }},
        'campaign_credit_' || rule as detail,
        campaign_id as category,
        sum(credit) as value,
        max(journeys) as records
    from credit
    where segment_by = 'all'
        and period_grain <> 'month'
    group by {{ slice_columns() }}, rule, campaign_id

    union all

    select
        {{ slice_columns() }},
        'marketing_share' as detail,
        rule as category,
        marketing_share as value,
        journeys as records
    from by_rule

    union all

    select
        {{ slice_columns() }},
        'marketing_share_range' as detail,
        null as category,
        max(marketing_share) - min(marketing_share) as value,
        max(journeys) as records
    from by_rule
    group by {{ slice_columns() }}

    union all

    select
        {{ slice_columns() }},
        'won_without_a_touch_share' as detail,
        null as category,
        {{ divide('part', 'whole') }} as value,
        records
    from untouched_sums
)

select
    {{ slice_columns() }},
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    value,
    cast(records as bigint) as sample_size
from listed
where value is not null

-- One row per companion figure of the value uplift: the crude ratio, amounts per lead, the ratio with the largest deals cut
-- down, by customer segment and by the source sales names.
-- Why: a handful of large deals can make any ratio of amounts, and large customers are handled with more care anyway.
{%- set text = dbt.type_string() %}
{%- set measures = {
    'all_deals': 'amount',
    'capped': 'capped_amount',
    'marketing': 'marketing_amount',
    'sales': 'sales_amount',
} %}
with cells as (
    select *
    from {{ ref('fct_landmark_cells') }}
    where comparison = 'aligned'
        and quarters_pooled = case when least_valued_wins < {{ var('value_uplift_min_wins') }} and young = 0 then 4 else 1 end
),

cuts as (
    select cells.*, cast(null as {{ text }}) as category from cells

    union all

    select cells.*, stratum_segment as category from cells
),

matched as (
    select
        cuts.*,
        {{ divide(
            'exposed_valued + other_valued',
            'sum(exposed_valued + other_valued) over (partition by ' ~ slice_columns() ~ ', category)'
        ) }} as weight
    from cuts
    where exposed_valued > 0 and other_valued > 0
),

standardised as (
    select
        {{ slice_columns() }},
        category,
        {%- for arm in ['exposed', 'other'] %}
        {%- for name, column in measures.items() %}
        sum(weight * {{ divide(arm ~ '_' ~ column, arm ~ '_valued') }}) as {{ arm }}_{{ name }},
        {%- endfor %}
        {%- endfor %}
        sum(exposed_valued + other_valued) as records
    from matched
    group by {{ slice_columns() }}, category
),

counted as (
    select
        {{ slice_columns() }},
        {%- for arm in ['exposed', 'other'] %}
        sum({{ arm }}_valued) as {{ arm }}_leads,
        sum({{ arm }}_valued_wins) as {{ arm }}_wins,
        sum({{ arm }}_amount) as {{ arm }}_amount,
        {%- endfor %}
        max(young) as young,
        max(quarters_held) as quarters_held
    from cells
    group by {{ slice_columns() }}
),

figures as (
    select
        {{ slice_columns() }},
        'crude_ratio' as detail,
        cast(null as {{ text }}) as category,
        {{ divide('exposed_amount', 'exposed_leads') }} / nullif({{ divide('other_amount', 'other_leads') }}, 0) as value,
        exposed_leads + other_leads as records
    from counted
    {%- for name, detail, category in [
        ('capped', 'ratio_with_largest_deals_cut', 'cast(null as ' ~ text ~ ')'),
        ('marketing', 'ratio_by_source_sales_names', "'marketing'"),
        ('sales', 'ratio_by_source_sales_names', "'sales'"),
    ] %}

    union all

    select {{ slice_columns() }}, '{{ detail }}', {{ category }}, exposed_{{ name }} / nullif(other_{{ name }}, 0), records
    from standardised
    where category is null
    {%- endfor %}

    union all

    select {{ slice_columns() }}, 'ratio_by_segment', category, exposed_all_deals / nullif(other_all_deals, 0), records
    from standardised
    where category is not null
    {%- for arm, name in {'exposed': 'aligned', 'other': 'other'}.items() %}

    union all

    select {{ slice_columns() }}, 'amount_per_lead_like_for_like', '{{ name }}', {{ arm }}_all_deals, records
    from standardised
    where category is null

    union all

    select {{ slice_columns() }}, 'amount_per_lead', '{{ name }}', {{ divide(arm ~ '_amount', arm ~ '_leads') }}, {{ arm }}_leads
    from counted

    union all

    select {{ slice_columns() }}, 'leads_by_handling', '{{ name }}', cast({{ arm }}_leads as double), {{ arm }}_leads
    from counted

    union all

    select {{ slice_columns() }}, 'wins_by_handling', '{{ name }}', cast({{ arm }}_wins as double), {{ arm }}_leads
    from counted
    {%- endfor %}

    union all

    select {{ slice_columns() }}, 'pooled_quarters', cast(null as {{ text }}), cast(quarters_held as double), exposed_leads + other_leads
    from counted

    union all

    -- too few wins on either side, in a period that has ended; young leads may still mend that
    select
        {{ slice_columns('counted') }},
        case
            when least(counted.exposed_wins, counted.other_wins) + counted.young < {{ var('value_uplift_min_wins') }}
                then 'valued_wins_to_compare_below_minimum'
            else 'valued_wins_to_compare_not_yet_enough'
        end,
        cast(null as {{ text }}),
        cast(least(counted.exposed_wins, counted.other_wins) as double),
        counted.exposed_leads + counted.other_leads
    from counted
    inner join {{ ref('dim_periods') }} as periods
        on counted.period_grain = periods.period_grain
            and counted.period_start = periods.period_start
            and periods.is_closed
    where least(counted.exposed_wins, counted.other_wins) < {{ var('value_uplift_min_wins') }}
)

select
    {{ slice_columns() }},
    detail,
    category,
    value,
    cast(records as bigint) as sample_size
from figures
where value is not null

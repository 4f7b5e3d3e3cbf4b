-- One row per companion figure of message consistency: agreement beyond chance, coverage, match by marketing's theme and around
-- launches.
-- Why: with one dominant theme most stories match by chance, and kappa says so.
with journeys as (
    select * from {{ ref('fct_deal_journeys') }} where created_at is not null
),

known as (
    select * from journeys where sales_theme is not null and marketing_theme is not null
),

themes as (
    select theme, row_number() over (order by theme) as number
    from (
        select sales_theme as theme from known
        union
        select marketing_theme as theme from known
    ) as all_themes
),

paired as (
    select
        known.created_at as observed_at,
        {{ segments('known') }},
        sales.number as first_rating,
        marketing.number as second_rating,
        1 as pairs
    from known
    inner join themes as sales
        on known.sales_theme = sales.theme
    inner join themes as marketing
        on known.marketing_theme = marketing.theme
),

{{ sliced_sums('paired', ['pairs'], by=['first_rating', 'second_rating'], name='pairs_in_slices') }},

{{ kappa('pairs_in_slices', slice_columns(), 2, weights='none') }},

-- deals of a product family opened soon after something of it was announced
around_launches as (
    select distinct known.opportunity_id
    from known
    inner join {{ ref('launches') }} as launches
        on known.product_family = launches.product_family
            and launches.announced_at <= known.created_at
            and {{ add_days('launches.announced_at', var('launch_window_days')) }} > known.created_at
),

launched as (
    select
        known.*,
        around_launches.opportunity_id is not null as is_launched
    from known
    left join around_launches
        on known.opportunity_id = around_launches.opportunity_id
    where known.product_family is not null
),

observations as (
    select
        created_at as observed_at,
        {{ segments() }},
        'both_themes_known_share' as detail,
        null as category,
        case when sales_theme is not null and marketing_theme is not null then 1 else 0 end as part,
        1 as whole,
        1 as records
    from journeys

    union all

    select
        created_at as observed_at,
        {{ segments() }},
        'match_by_marketing_theme' as detail,
        marketing_theme as category,
        case when sales_theme = marketing_theme then 1 else 0 end as part,
        1 as whole,
        1 as records
    from known

    union all

    select
        created_at as observed_at,
        {{ segments() }},
        'match_around_launches' as detail,
        case when is_launched then 'within {{ var('launch_window_days') }} days of a launch' else 'at other times' end as category,
        case when sales_theme = marketing_theme then 1 else 0 end as part,
        1 as whole,
        1 as records
    from launched
)

{{ summarise_details('observations') }}
{%- for detail, value in [
    ('kappa', 'kappa'),
    ('kappa_low', 'kappa - ' ~ z_95() ~ ' * standard_error'),
    ('kappa_high', 'kappa + ' ~ z_95() ~ ' * standard_error'),
] %}

union all

select
    {{ slice_columns() }},
    '{{ detail }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ value }} as value,
    cast(pairs as bigint) as sample_size
from kappa
where kappa is not null
{%- endfor %}

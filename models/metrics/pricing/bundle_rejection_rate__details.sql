-- One row per companion figure of bundle rejection: deals quoted with a bundle, and how they win beside those without.
-- Why: bundles nobody quotes are never rejected, and a bundle that loses the deal is not seen among won ones.
with deal_bundles as (
    select * from {{ ref('fct_deal_bundles') }}
),

counted as (
    select
        closed_on as observed_on,
        {{ segments() }},
        coalesce(segment, '(not set)') as stratum,
        case when has_quoted_bundle then 1 else 0 end as quoted,
        case when has_quoted_bundle and is_won then 1 else 0 end as quoted_won,
        case when has_quoted_bundle then 0 else 1 end as other,
        case when not has_quoted_bundle and is_won then 1 else 0 end as other_won
    from deal_bundles
),

{{ sliced_sums('counted', ['quoted', 'quoted_won', 'other', 'other_won'], by=['stratum'], anchor='observed_on', name='strata') }},

{{ risk_ratio('strata', slice_columns(), 'quoted_won', 'quoted', 'other_won', 'other') }},

observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        'win_rate_by_quote' as detail,
        case when has_quoted_bundle then 'with a bundle' else 'without' end as category,
        case when is_won then 1 else 0 end as part,
        1 as whole,
        1 as records
    from deal_bundles

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'quoted_with_bundle_share' as detail,
        null as category,
        case when has_quoted_bundle then 1 else 0 end as part,
        1 as whole,
        1 as records
    from deal_bundles
)

{{ summarise_details('observations', anchor='observed_on') }}

union all

select
    {{ slice_columns() }},
    'win_rate_ratio_with_bundle' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    ratio as value,
    cast(records as bigint) as sample_size
from risk_ratio
where ratio is not null

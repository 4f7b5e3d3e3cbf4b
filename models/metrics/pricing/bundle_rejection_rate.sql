-- One row per won deal with a bundle in its quote: the customer ordered less than the bundle, or all of it.
-- Why: a bundle customers take apart was built for somebody else.
with observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        has_broken_bundle as success,
        true as is_mature
    from {{ ref('fct_deal_bundles') }}
    where is_won
        and has_quoted_bundle
)

{{ summarise_proportion('observations', anchor='observed_on') }}

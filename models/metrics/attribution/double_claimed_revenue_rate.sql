-- One row per won deal with an amount: both teams name themselves as its source, or not.
-- Why: revenue claimed twice is a quarrel waiting for the next budget round.
with observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        amount as weight,
        sales_claimed_source = 'sales' and marketing_claimed_source = 'marketing' as success,
        true as is_mature
    from {{ ref('fct_deals') }}
    where is_won and amount > 0
)

{{ summarise_weighted_share('observations', anchor='observed_on') }}

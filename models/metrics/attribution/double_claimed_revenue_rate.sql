-- One row per won deal with an amount: both teams name themselves as its source, or not.
-- Why: revenue claimed twice is a quarrel waiting for the next budget round.
with deals as (
    select * from {{ ref('fct_deals') }}
),

-- where one team's claims are not on file at all, "nothing is claimed twice" would be an invention
claims as (
    select count(sales_claimed_source) > 0 and count(marketing_claimed_source) > 0 as are_of_both
    from deals
),

observations as (
    select
        deals.closed_on as observed_on,
        {{ segments('deals') }},
        deals.amount as weight,
        lower(deals.sales_claimed_source) = 'sales' and lower(deals.marketing_claimed_source) = 'marketing' as success,
        true as is_mature
    from deals
    cross join claims
    where deals.is_won
        and deals.amount > 0
        and claims.are_of_both
        and {{ is_counted_type('double_claimed_revenue_rate', 'deals.opportunity_type') }}
)

{{ summarise_weighted_share('observations', anchor='observed_on') }}

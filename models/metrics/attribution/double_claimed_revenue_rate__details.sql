-- One row per companion figure of double claims: revenue by who claims it, the over-claim ratio, revenue nobody claims.
-- Why: "both", "only us" and "nobody" call for different conversations.
with deals as (
    select * from {{ ref('fct_deals') }}
),

-- with the claims of one team alone there is nothing to set side by side
claims as (
    select count(sales_claimed_source) > 0 and count(marketing_claimed_source) > 0 as are_of_both
    from deals
),

won as (
    select
        deals.closed_on as observed_on,
        {{ segments('deals') }},
        deals.amount,
        case
            when lower(deals.sales_claimed_source) = 'sales' and lower(deals.marketing_claimed_source) = 'marketing' then 'both'
            when lower(deals.sales_claimed_source) = 'sales' then 'sales_only'
            when lower(deals.marketing_claimed_source) = 'marketing' then 'marketing_only'
            when deals.sales_claimed_source is null and deals.marketing_claimed_source is null then 'nobody'
            else 'someone_else'
        end as claimed_by
    from deals
    cross join claims
    where deals.is_won
        and deals.amount > 0
        and claims.are_of_both
        and {{ is_counted_type('double_claimed_revenue_rate', 'deals.opportunity_type') }}
),

observations as (
    select
        observed_on,
        {{ segments() }},
        'claimed_revenue' as detail,
        category,
        case when claimed_by = category then amount else 0 end as part,
        amount as whole,
        1 as records
    from won
    cross join {{ listed(['both', 'sales_only', 'marketing_only', 'someone_else', 'nobody']) }} as claims

    union all

    -- what the two teams claim as their own, together, of what was won
    select
        observed_on,
        {{ segments() }},
        'over_claim_ratio' as detail,
        null as category,
        case when claimed_by = 'both' then 2 * amount when claimed_by in ('sales_only', 'marketing_only') then amount else 0 end as part,
        amount as whole,
        1 as records
    from won

    union all

    select
        observed_on,
        {{ segments() }},
        'unclaimed_revenue_rate' as detail,
        null as category,
        case when claimed_by = 'nobody' then amount else 0 end as part,
        amount as whole,
        1 as records
    from won
)

{{ summarise_details('observations', anchor='observed_on') }}

-- One row per fiscal quarter and account that paid twelve months before its last month: recurring revenue then and now.
-- Why: whether customers stay is asked of those who were there a year ago, the ones that left included.
with customer_revenue as (
    select
        *,
        cast(date_trunc('month', month) as date) as month_start
    from {{ ref('customer_revenue') }}
),

accounts as (
    select * from {{ ref('accounts') }}
),

rates as (
    select * from {{ ref('fx_rates') }}
),

won_deals as (
    select account_id, opportunity_id, closed_on, is_late, concession_list_amount
    from {{ ref('fct_deals') }}
    where is_won and account_id is not null
),

-- both months must lie inside the data, or everybody would seem to have come or gone
quarters as (
    select
        periods.period_start as quarter_start,
        cast(date_trunc('month', periods.period_end) as date) as closing_month,
        {{ add_months("cast(date_trunc('month', periods.period_end) as date)", -12) }} as opening_month
    from {{ ref('dim_periods') }} as periods
    cross join (select min(month_start) as first_month, max(month_start) as last_month from customer_revenue) as covered
    where periods.period_grain = 'quarter'
        and cast(date_trunc('month', periods.period_end) as date) <= covered.last_month
        and {{ add_months("cast(date_trunc('month', periods.period_end) as date)", -12) }} >= covered.first_month
),

-- at the rates of the closing month: a currency that fell is no customer lost
opening as (
    select
        quarters.quarter_start,
        quarters.opening_month,
        quarters.closing_month,
        revenue.account_id,
        {{ money('sum(revenue.recurring_amount * (' ~ exchange_rate('rates', 'revenue.currency_code') ~ '))') }} as amount
    from quarters
    inner join customer_revenue as revenue
        on quarters.opening_month = revenue.month_start
    left join rates
        on revenue.currency_code = rates.currency_code
            and quarters.closing_month >= rates.valid_from
            and quarters.closing_month < rates.valid_until
    group by quarters.quarter_start, quarters.opening_month, quarters.closing_month, revenue.account_id
),

closing as (
    select
        quarters.quarter_start,
        revenue.account_id,
        {{ money('sum(revenue.recurring_amount * (' ~ exchange_rate('rates', 'revenue.currency_code') ~ '))') }} as amount
    from quarters
    inner join customer_revenue as revenue
        on quarters.closing_month = revenue.month_start
    left join rates
        on revenue.currency_code = rates.currency_code
            and quarters.closing_month >= rates.valid_from
            and quarters.closing_month < rates.valid_until
    group by quarters.quarter_start, revenue.account_id
),

-- the last deal the customer had bought by the opening month
last_deals as (
    select
        opening.quarter_start,
        opening.account_id,
        won_deals.is_late,
        coalesce(won_deals.concession_list_amount, 0) > 0 as has_concession,
        row_number() over (
            partition by opening.quarter_start, opening.account_id
            order by won_deals.closed_on desc, won_deals.opportunity_id desc
        ) as recency
    from opening
    inner join won_deals
        on opening.account_id = won_deals.account_id
            and won_deals.closed_on < {{ add_months('opening.opening_month', 1) }}
)

select
    opening.quarter_start,
    opening.account_id,
    accounts.region,
    accounts.segment,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as team,
    cast(null as {{ dbt.type_string() }}) as product_family,
    opening.amount as opening_amount,
    coalesce(closing.amount, 0) as closing_amount,
    last_deals.is_late as last_deal_is_late,
    last_deals.has_concession as last_deal_has_concession
from opening
left join closing
    on opening.quarter_start = closing.quarter_start
        and opening.account_id = closing.account_id
left join accounts
    on opening.account_id = accounts.account_id
left join last_deals
    on opening.quarter_start = last_deals.quarter_start
        and opening.account_id = last_deals.account_id
        and last_deals.recency = 1
where opening.amount > 0

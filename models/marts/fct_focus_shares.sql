-- One row per fiscal quarter or trailing window and market (customer segment x region): marketing's money and sales' work in it.
-- Why: whether both teams chase the same market shows only when money and work are cut the same way.
with spend as (
    select campaign_id, target_segment, spent_on, amount from {{ ref('fct_spend') }} where amount is not null
),

leads as (
    select * from {{ ref('leads') }}
),

deals as (
    select opportunity_id, account_id, opportunity_type, segment, region from {{ ref('fct_deals') }}
),

accounts as (
    select * from {{ ref('accounts') }}
),

sales_activities as (
    select * from {{ ref('sales_activities') }} where not coalesce(is_automated, false)
),

periods as (
    select day, period_grain, period_start from {{ ref('dim_days') }} where period_grain in ('quarter', 'trailing')
),

-- campaigns have no region, so their money follows the leads they brought
campaign_markets as (
    select
        source_campaign_id as campaign_id,
        segment,
        region,
        count(*) / cast(sum(count(*)) over (partition by source_campaign_id) as double) as lead_share
    from leads
    where source_campaign_id is not null
        and (segment is not null or region is not null)
    group by source_campaign_id, segment, region
),

campaign_spend as (
    select
        periods.period_grain,
        periods.period_start,
        spend.campaign_id,
        spend.target_segment,
        cast(sum(spend.amount) as double) as amount
    from spend
    inner join periods
        on spend.spent_on = periods.day
    where spend.spent_on < cast({{ as_of() }} as date)
    group by periods.period_grain, periods.period_start, spend.campaign_id, spend.target_segment
),

-- new business only: no work on renewals and expansions, nor, without a deal, on companies that had bought before
worked as (
    select
        {{ local_date('sales_activities.occurred_at') }} as worked_on,
        coalesce(deals.segment, leads.segment, accounts.segment) as segment,
        coalesce(deals.region, leads.region, accounts.region) as region,
        count(*) as activities
    from sales_activities
    left join deals
        on sales_activities.opportunity_id = deals.opportunity_id
    left join leads
        on sales_activities.lead_id = leads.lead_id
    left join accounts
        on coalesce(sales_activities.account_id, deals.account_id, leads.account_id) = accounts.account_id
    where coalesce(deals.opportunity_type, 'new') = 'new'
        and (
            deals.opportunity_id is not null
            or accounts.first_won_on is null
            or accounts.first_won_on > {{ local_date('sales_activities.occurred_at') }}
        )
    group by 1, 2, 3
),

-- a market is cut by what both sides record: by one side's segments alone, money and work would never meet
cuts as (
    select
        min(has_segment) = 1 as by_segment,
        min(has_region) = 1 as by_region
    from (
        select
            max(case when coalesce(campaign_spend.target_segment, campaign_markets.segment) is not null then 1 else 0 end) as has_segment,
            max(case when campaign_markets.region is not null then 1 else 0 end) as has_region
        from campaign_spend
        inner join campaign_markets
            on campaign_spend.campaign_id = campaign_markets.campaign_id
        union all
        select
            max(case when segment is not null then 1 else 0 end) as has_segment,
            max(case when region is not null then 1 else 0 end) as has_region
        from worked
    ) as sides
),

market_spend as (
    select
        campaign_spend.period_grain,
        campaign_spend.period_start,
        case when campaign_markets.campaign_id is not null and (cuts.by_segment or cuts.by_region)
            then coalesce(case when cuts.by_segment then coalesce(campaign_spend.target_segment, campaign_markets.segment) end, '(not set)')
        end as market_segment,
        case when campaign_markets.campaign_id is not null and (cuts.by_segment or cuts.by_region)
            then coalesce(case when cuts.by_region then campaign_markets.region end, '(not set)')
        end as market_region,
        sum(campaign_spend.amount * coalesce(campaign_markets.lead_share, 1)) as spend_amount
    from campaign_spend
    left join campaign_markets
        on campaign_spend.campaign_id = campaign_markets.campaign_id
    cross join cuts
    group by 1, 2, 3, 4
),

market_work as (
    select
        periods.period_grain,
        periods.period_start,
        case when (worked.segment is not null and cuts.by_segment) or (worked.region is not null and cuts.by_region)
            then coalesce(case when cuts.by_segment then worked.segment end, '(not set)')
        end as market_segment,
        case when (worked.segment is not null and cuts.by_segment) or (worked.region is not null and cuts.by_region)
            then coalesce(case when cuts.by_region then worked.region end, '(not set)')
        end as market_region,
        sum(worked.activities) as activities
    from worked
    inner join periods
        on worked.worked_on = periods.day
    cross join cuts
    where worked.worked_on < cast({{ as_of() }} as date)
    group by 1, 2, 3, 4
),

-- money and work that belong to no market have a null one, and no share
together as (
    select
        period_grain,
        period_start,
        market_segment,
        market_region,
        sum(spend_amount) as spend_amount,
        cast(sum(activities) as bigint) as activities
    from (
        select period_grain, period_start, market_segment, market_region, spend_amount, 0 as activities from market_spend
        union all
        select period_grain, period_start, market_segment, market_region, 0 as spend_amount, activities from market_work
    ) as both_sides
    group by 1, 2, 3, 4
)

select
    *,
    case when market_segment is not null
        then spend_amount / nullif(sum(case when market_segment is not null then spend_amount end) over (partition by period_grain, period_start), 0)
    end as spend_share,
    case when market_segment is not null
        then activities / nullif(cast(sum(case when market_segment is not null then activities end) over (partition by period_grain, period_start) as double), 0)
    end as activity_share
from together

-- One row per amount spent on marketing and day it covers, with how far its campaign can be followed (0 to 5).
-- Why: an invoice can cover months, and every question about money starts from the day it was spent.
with campaign_spend as (
    select * from {{ ref('campaign_spend') }}
),

campaigns as (
    select * from {{ ref('campaigns') }}
),

journeys as (
    select * from {{ ref('fct_lead_journeys') }} where source_campaign_id is not null
),

deals as (
    select * from {{ ref('fct_deals') }} where primary_campaign_id is not null
),

rates as (
    select * from {{ ref('fx_rates') }}
),

-- a campaign whose spend is nowhere itemised counts with its total on its first day
campaign_totals as (
    select
        campaigns.campaign_id,
        campaigns.started_on,
        {{ money('campaigns.actual_cost * (' ~ exchange_rate('rates', 'campaigns.currency_code') ~ ')') }} as amount
    from campaigns
    left join campaign_spend
        on campaigns.campaign_id = campaign_spend.campaign_id
    left join rates
        on campaigns.currency_code = rates.currency_code
            and campaigns.started_on >= rates.valid_from
            and campaigns.started_on < rates.valid_until
    where campaign_spend.spend_id is null
        and campaigns.actual_cost is not null
        and cast(campaigns.started_on as timestamp) <= {{ as_of() }}
),

spent as (
    select spend_id, campaign_id, channel, cost_type, spent_on, spent_through, amount, false as is_campaign_total from campaign_spend
    union all
    select 'total of ' || campaign_id, campaign_id, null, null, started_on, null, amount, true
    from campaign_totals
    where amount is not null
),

days as (
    {{ days_from_to('(select min(spent_on) from spent)', local_date(as_of())) }}
),

-- an amount for several days is spent evenly over them
daily as (
    select
        spent.spend_id,
        spent.campaign_id,
        spent.channel,
        spent.cost_type,
        spent.is_campaign_total,
        spent.spent_on,
        cast(spent.amount as decimal(28, 10)) as amount
    from spent
    where coalesce(spent.spent_through, spent.spent_on) <= spent.spent_on
    union all
    select
        spent.spend_id,
        spent.campaign_id,
        spent.channel,
        spent.cost_type,
        spent.is_campaign_total,
        days.day as spent_on,
        cast(cast(spent.amount as double) / nullif({{ date_gap_days('spent.spent_on', 'spent.spent_through') }} + 1, 0) as decimal(28, 10)) as amount
    from spent
    inner join days
        on days.day between spent.spent_on and spent.spent_through
    where spent.spent_through > spent.spent_on
),

lead_reach as (
    select
        source_campaign_id as campaign_id,
        max(case
            when first_disposition_status in ('accepted', 'qualified', 'converted')
                or settled_status in ('accepted', 'qualified', 'converted')
                or converted_at is not null
                then 1
            else 0
        end) as has_accepted,
        max(case when converted_at is not null or opportunity_id is not null then 1 else 0 end) as has_opportunity,
        max(case when won_at is not null then 1 else 0 end) as has_won
    from journeys
    group by source_campaign_id
),

deal_reach as (
    select
        primary_campaign_id as campaign_id,
        1 as has_opportunity,
        max(case when is_won then 1 else 0 end) as has_won
    from deals
    group by primary_campaign_id
),

-- each level needs the one before: a known campaign, a lead, an accepted one, an opportunity, a won deal
reach as (
    select
        campaigns.campaign_id,
        campaigns.channel,
        campaigns.campaign_type,
        campaigns.objective,
        campaigns.target_segment,
        case
            when lead_reach.campaign_id is null then 1
            when lead_reach.has_accepted = 0 then 2
            when greatest(lead_reach.has_opportunity, coalesce(deal_reach.has_opportunity, 0)) = 0 then 3
            when greatest(lead_reach.has_won, coalesce(deal_reach.has_won, 0)) = 0 then 4
            else 5
        end as traced_level
    from campaigns
    left join lead_reach
        on campaigns.campaign_id = lead_reach.campaign_id
    left join deal_reach
        on campaigns.campaign_id = deal_reach.campaign_id
)

select
    daily.spend_id,
    reach.campaign_id,
    coalesce(daily.channel, reach.channel) as spend_channel,
    reach.campaign_type,
    reach.objective,
    reach.target_segment,
    daily.cost_type,
    daily.is_campaign_total,
    daily.spent_on,
    daily.amount,
    coalesce(reach.traced_level, 0) as traced_level
from daily
left join reach
    on daily.campaign_id = reach.campaign_id

-- One row per deal: the theme of the last marketing touch before it was opened, and what was seen of its buyer before it closed.
-- Why: what the two teams know and say about one buyer is laid side by side once.
with deals as (
    select
        *,
        case
            when closed_at = cast(cast(closed_at as date) as timestamp) then {{ add_days('closed_at', 1) }}
            else closed_at
        end as open_until
    from {{ ref('fct_deals') }}
),

deal_touches as (
    select * from {{ ref('fct_deal_touches') }}
),

sales_activities as (
    select * from {{ ref('sales_activities') }} where not coalesce(is_automated, false)
),

-- a touch counts from when it had happened and was on record, so that the earliest such moment answers for all
seen_by_deal as (
    select
        opportunity_id,
        min(case when function = 'marketing' then greatest(occurred_at, coalesce(recorded_at, occurred_at)) end) as marketing_seen_at,
        min(case when has_person then greatest(occurred_at, coalesce(recorded_at, occurred_at)) end) as contact_seen_at
    from deal_touches
    group by opportunity_id
),

seen_by_account as (
    select
        account_id,
        min(case when function = 'marketing' then greatest(occurred_at, coalesce(recorded_at, occurred_at)) end) as marketing_seen_at,
        min(case when person_key is not null then greatest(occurred_at, coalesce(recorded_at, occurred_at)) end) as contact_seen_at
    from {{ ref('touchpoints') }}
    where account_id is not null
        and opportunity_id is null
    group by account_id
),

worked_by_deal as (
    select opportunity_id, min(occurred_at) as worked_at
    from sales_activities
    where opportunity_id is not null
    group by opportunity_id
),

worked_by_lead as (
    select lead_id, min(occurred_at) as worked_at
    from sales_activities
    where lead_id is not null and opportunity_id is null
    group by lead_id
),

worked_by_account as (
    select account_id, min(occurred_at) as worked_at
    from sales_activities
    where account_id is not null and opportunity_id is null
    group by account_id
),

marketing_touches as (
    select
        deal_touches.opportunity_id,
        deal_touches.occurred_at,
        deal_touches.touchpoint_id,
        coalesce(lower(trim(deal_touches.message_theme)), '') as message_theme
    from deal_touches
    inner join deals
        on deal_touches.opportunity_id = deals.opportunity_id
            and deal_touches.occurred_at <= deals.created_at
    where deal_touches.function = 'marketing'
        and deals.message_theme is not null
),

-- a last touch without a theme leaves the theme unknown; ties in time go by id
last_touches as (
    select
        marketing_touches.opportunity_id,
        nullif(max_by(marketing_touches.message_theme, marketing_touches.touchpoint_id), '') as message_theme
    from marketing_touches
    inner join (
        select opportunity_id, max(occurred_at) as occurred_at from marketing_touches group by opportunity_id
    ) as last_times
        on marketing_touches.opportunity_id = last_times.opportunity_id
            and marketing_touches.occurred_at = last_times.occurred_at
    group by marketing_touches.opportunity_id
)

select
    deals.opportunity_id,
    {{ segments('deals') }},
    deals.created_at,
    deals.closed_on,
    deals.is_closed,
    lower(trim(deals.message_theme)) as sales_theme,
    last_touches.message_theme as marketing_theme,
    coalesce(least(seen_by_deal.marketing_seen_at, seen_by_account.marketing_seen_at) <= deals.open_until, false) as has_marketing_touch,
    coalesce(least(seen_by_deal.contact_seen_at, seen_by_account.contact_seen_at) <= deals.open_until, false) as has_contact,
    coalesce(
        least(worked_by_deal.worked_at, worked_by_lead.worked_at, worked_by_account.worked_at) <= deals.open_until, false
    ) as has_sales_activity
from deals
left join seen_by_deal
    on deals.opportunity_id = seen_by_deal.opportunity_id
left join seen_by_account
    on deals.account_id = seen_by_account.account_id
left join worked_by_deal
    on deals.opportunity_id = worked_by_deal.opportunity_id
left join worked_by_lead
    on deals.primary_lead_id = worked_by_lead.lead_id
left join worked_by_account
    on deals.account_id = worked_by_account.account_id
left join last_touches
    on deals.opportunity_id = last_touches.opportunity_id

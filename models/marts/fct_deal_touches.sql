-- One row per deal and touch that belongs to it, up to its close: by the touch's own deal, else its lead, else its person.
-- Why: which touches led to which deal is decided once; attribution, message and visibility read it.
with touchpoints as (
    select * from {{ ref('touchpoints') }}
),

deals as (
    select
        opportunity_id,
        account_id,
        primary_lead_id,
        -- a close known by its day only lets the whole day in
        case
            when closed_at is null then {{ as_of() }}
            when closed_at = cast(cast(closed_at as date) as timestamp) then {{ add_days('closed_at', 1) }}
            else closed_at
        end as open_until
    from {{ ref('fct_deals') }}
),

leads as (
    select lead_id, person_key from {{ ref('leads') }}
),

-- account ids link touches only in data whose touches carry nothing nearer
carried as (
    select count(opportunity_id) + count(lead_id) + count(person_key) = 0 as has_accounts_only
    from touchpoints
),

linked as (
    select deals.opportunity_id as deal_id, deals.open_until, touchpoints.touchpoint_id, touchpoints.occurred_at, touchpoints.recorded_at,
        touchpoints.campaign_id, touchpoints.channel, touchpoints.function, touchpoints.message_theme, touchpoints.person_key
    from touchpoints
    inner join deals
        on touchpoints.opportunity_id = deals.opportunity_id
    union all
    select deals.opportunity_id as deal_id, deals.open_until, touchpoints.touchpoint_id, touchpoints.occurred_at, touchpoints.recorded_at,
        touchpoints.campaign_id, touchpoints.channel, touchpoints.function, touchpoints.message_theme, touchpoints.person_key
    from touchpoints
    inner join deals
        on touchpoints.lead_id = deals.primary_lead_id
    where touchpoints.opportunity_id is null
    union all
    select deals.opportunity_id as deal_id, deals.open_until, touchpoints.touchpoint_id, touchpoints.occurred_at, touchpoints.recorded_at,
        touchpoints.campaign_id, touchpoints.channel, touchpoints.function, touchpoints.message_theme, touchpoints.person_key
    from touchpoints
    inner join leads
        on touchpoints.person_key = leads.person_key
    inner join deals
        on leads.lead_id = deals.primary_lead_id
    where touchpoints.opportunity_id is null
        and touchpoints.lead_id is null
    union all
    select deals.opportunity_id as deal_id, deals.open_until, touchpoints.touchpoint_id, touchpoints.occurred_at, touchpoints.recorded_at,
        touchpoints.campaign_id, touchpoints.channel, touchpoints.function, touchpoints.message_theme, touchpoints.person_key
    from touchpoints
    cross join carried
    inner join deals
        on touchpoints.account_id = deals.account_id
    where carried.has_accounts_only
)

select
    deal_id as opportunity_id,
    touchpoint_id,
    occurred_at,
    recorded_at,
    campaign_id,
    channel,
    function,
    message_theme,
    person_key is not null as has_person
from linked
where occurred_at <= open_until

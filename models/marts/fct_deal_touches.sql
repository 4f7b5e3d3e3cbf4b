-- One row per deal and touch that belongs to it, up to its close: by the touch's own deal, else its lead, else its person.
-- Why: which touches led to which deal is decided once; attribution, message and visibility read it.
-- Touches are read in place rather than imported once: only what joins is worth copying out of tens of millions.
{{ config(materialized='external') }}
with deals as (
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
    from {{ ref('opportunities') }}
),

leads as (
    select lead_id, person_key from {{ ref('leads') }}
),

-- account ids link touches only in data whose touches carry nothing nearer that leads to a deal
carried as (
    select count(*) = 0 as has_accounts_only
    from {{ ref('touchpoints') }}
    where opportunity_id is not null
        or (
            (lead_id is not null or person_key is not null)
            and exists (select 1 from deals where primary_lead_id is not null)
        )
),

linked as (
    {% for join, condition in [
        ('inner join deals on touchpoints.opportunity_id = deals.opportunity_id', 'true'),
        ('inner join deals on touchpoints.lead_id = deals.primary_lead_id', 'touchpoints.opportunity_id is null'),
        (
            'inner join leads on touchpoints.person_key = leads.person_key inner join deals on leads.lead_id = deals.primary_lead_id',
            'touchpoints.opportunity_id is null and touchpoints.lead_id is null',
        ),
        (
            'inner join deals on touchpoints.account_id = deals.account_id',
            'touchpoints.opportunity_id is null and (select has_accounts_only from carried)',
        ),
    ] -%}
    select
        deals.opportunity_id as deal_id,
        deals.open_until,
        touchpoints.touchpoint_id,
        touchpoints.occurred_at,
        touchpoints.recorded_at,
        touchpoints.campaign_id,
        touchpoints.channel,
        touchpoints.function,
        touchpoints.message_theme,
        touchpoints.person_key
    from {{ ref('touchpoints') }} as touchpoints
    {{ join }}
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor -%}
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

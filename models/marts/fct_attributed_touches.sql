-- One row per closed deal and touch of the year before its close: the share of the deal each rule gives to that touch.
-- Why: every rule is a convention; worked out side by side on the same touches, they can be compared.
{{ config(materialized='external') }}
with deals as (
    select
        *,
        case
            when closed_at = cast(cast(closed_at as date) as timestamp) then {{ add_days('closed_at', 1) }}
            else closed_at
        end as open_until
    from {{ ref('fct_deals') }}
    where is_closed
        and closed_on is not null
),

leads as (
    select lead_id, created_at from {{ ref('leads') }}
),

deal_touches as (
    select * from {{ ref('fct_deal_touches') }}
),

-- what is the deal's own is joined at the end: its touches are sorted several times
ordered as (
    select
        deals.opportunity_id,
        deal_touches.touchpoint_id,
        deal_touches.occurred_at,
        deal_touches.campaign_id,
        coalesce(deal_touches.channel, '(not set)') as touch_channel,
        coalesce(deal_touches.function, 'marketing') as function,
        leads.lead_id is not null as has_lead,
        deal_touches.occurred_at <= leads.created_at as is_before_lead,
        deal_touches.occurred_at <= deals.created_at as is_before_opportunity,
        row_number() over (
            partition by deals.opportunity_id order by deal_touches.occurred_at, deal_touches.touchpoint_id
        ) as position,
        count(*) over (
            partition by deals.opportunity_id order by deal_touches.occurred_at, deal_touches.touchpoint_id
            rows between unbounded preceding and unbounded following
        ) as touches,
        count(*) over (partition by deals.opportunity_id, coalesce(deal_touches.channel, '(not set)')) as channel_touches,
        power(
            cast(2 as double),
            -{{ days_between('deal_touches.occurred_at', 'deals.open_until') }} / {{ var('attribution_half_life_days') }}
        ) as freshness
    from deal_touches
    inner join deals
        on deal_touches.opportunity_id = deals.opportunity_id
    left join leads
        on deals.primary_lead_id = leads.lead_id
    where deal_touches.occurred_at >= {{ add_days('deals.closed_at', -var('attribution_lookback_days')) }}
),

-- the touches that brought the lead and the opportunity: the last before each; where none was, the first
placed as (
    select
        *,
        coalesce(max(case when is_before_lead then position end) over (partition by opportunity_id), 1) as lead_position,
        coalesce(max(case when is_before_opportunity then position end) over (partition by opportunity_id), 1) as opportunity_position,
        round(sum(cast(1 as double) / channel_touches) over (partition by opportunity_id), 0) as channels,
        sum(freshness) over (partition by opportunity_id) as all_freshness,
        lag(touch_channel) over (partition by opportunity_id order by position) as previous_channel
    from ordered
),

milestones as (
    select
        *,
        0.3e0 * (
            case when position = 1 then 1 else 0 end
            + case when has_lead and position = lead_position then 1 else 0 end
            + case when position = opportunity_position then 1 else 0 end
        ) as milestone_share,
        case when has_lead then 0.9e0 else 0.6e0 end as all_milestones
    from placed
),

-- touches that are no milestone: all but the first, the one of the lead and that of the opportunity, which may be the same
counted as (
    select
        *,
        touches
        - 1
        - case when has_lead and lead_position <> 1 then 1 else 0 end
        - case
            when opportunity_position <> 1 and not (has_lead and opportunity_position = lead_position) then 1
            else 0
        end as others
    from milestones
)

select
    counted.opportunity_id,
    {{ segments('deals') }},
    deals.closed_at,
    deals.closed_on,
    deals.is_won,
    deals.amount,
    touchpoint_id,
    occurred_at,
    campaign_id,
    touch_channel,
    function,
    position,
    touches,
    previous_channel,
    case when position = 1 then 1e0 else 0e0 end as first_touch,
    case when position = touches then 1e0 else 0e0 end as last_touch,
    1e0 / touches as linear,
    freshness / all_freshness as time_decay,
    case
        when touches = 1 then 1e0
        when touches = 2 then 0.5e0
        when position in (1, touches) then 0.4e0
        else 0.2e0 / (touches - 2)
    end as u_shaped,
    case
        when others = 0 then milestone_share / all_milestones
        when milestone_share > 0 then milestone_share / (all_milestones + 0.1e0)
        else 0.1e0 / others / (all_milestones + 0.1e0)
    end as w_shaped,
    -- with v(S) the amount won over channels of S alone, Shapley's value is an equal split over a journey's channels
    1e0 / channels / channel_touches as shapley
from counted
inner join deals
    on counted.opportunity_id = deals.opportunity_id

-- One row per campaign, and one called "(none)" for what no campaign answers for: money, leads, deals and credit to date.
-- Why: money, follow-up and revenue of a campaign stand side by side, and every column adds up to the company's total.
{%- set rules = attribution_rules() + ['markov'] %}
with campaigns as (
    select * from {{ ref('campaigns') }}
),
journeys as (
    select * from {{ ref('fct_lead_journeys') }}
),
deals as (
    select * from {{ ref('fct_deals') }}
),
touches as (
    select * from {{ ref('fct_attributed_touches') }}
),
-- what cannot be known, or is not believed, is left open in its columns
open_metrics as (
    select
        max(case when metric_inputs.metric = 'lead_acceptance_rate' then 1 else 0 end) as has_decisions,
        max(case when metric_inputs.metric = 'lead_follow_up_rate' then 1 else 0 end) as has_activities,
        max(case when metric_inputs.metric = 'attribution_model_divergence' then 1 else 0 end) as has_touches
    from {{ ref('metric_inputs') }} as metric_inputs
    left join {{ ref('metric_verdicts') }} as metric_verdicts
        on metric_inputs.metric = metric_verdicts.metric
    where metric_inputs.is_measurable
        and coalesce(metric_verdicts.has_critical, 0) = 0
),
known_campaigns as (
    select campaign_id from campaigns
    union all
    select '(none)' as campaign_id
),
spent as (
    select
        coalesce(campaign_id, '(none)') as campaign_id,
        sum(amount) as spend_amount
    from {{ ref('fct_spend') }}
    group by coalesce(campaign_id, '(none)')
),
lead_counts as (
    select
        coalesce(campaigns.campaign_id, '(none)') as campaign_id,
        count(*) as leads,
        sum(case when journeys.is_eligible then 1 else 0 end) as handed_off,
        sum(case when journeys.is_eligible and journeys.first_sales_touch_at <= journeys.follow_up_due_at then 1 else 0 end) as followed_up,
        sum(
            case
                when journeys.is_eligible
                    and journeys.first_disposition_status in ('accepted', 'qualified', 'converted')
                    and journeys.first_disposition_at <= journeys.acceptance_due_at then 1
                else 0
            end
        ) as accepted,
        -- neither a yes nor a no yet, and still time for one
        sum(
            case
                when journeys.is_eligible and journeys.first_disposition_at is null and journeys.acceptance_due_at > {{ as_of() }} then 1
                else 0
            end
        ) as undecided
    from journeys
    left join campaigns
        on journeys.source_campaign_id = campaigns.campaign_id
    group by coalesce(campaigns.campaign_id, '(none)')
),
-- a deal's campaign is the one it names, else that of its lead, else that of the first lead converted into it
converted_leads as (
    select
        opportunity_id,
        source_campaign_id as campaign_id
    from (
        select
            opportunity_id,
            source_campaign_id,
            row_number() over (partition by opportunity_id order by created_at nulls last, lead_id) as position
        from journeys
        where opportunity_id is not null
            and source_campaign_id is not null
    ) as in_order
    where position = 1
),
deal_counts as (
    select
        coalesce(campaigns.campaign_id, '(none)') as campaign_id,
        count(*) as opportunities,
        sum(deals.amount) as pipeline_amount,
        sum(case when deals.is_won then 1 else 0 end) as won_deals,
        sum(case when deals.is_won then deals.amount else 0 end) as won_amount
    from deals
    left join journeys
        on deals.primary_lead_id = journeys.lead_id
    left join converted_leads
        on deals.opportunity_id = converted_leads.opportunity_id
    left join campaigns
        on coalesce(deals.primary_campaign_id, journeys.source_campaign_id, converted_leads.campaign_id) = campaigns.campaign_id
    group by coalesce(campaigns.campaign_id, '(none)')
),
won_touches as (
    select
        touches.*,
        coalesce(campaigns.campaign_id, '(none)') as credited_campaign
    from touches
    left join campaigns
        on touches.campaign_id = campaigns.campaign_id
    where touches.is_won
        and touches.amount > 0
),
journey_counts as (
    select
        count(distinct case when is_won then opportunity_id end) as won_journeys,
        count(distinct case when not is_won then opportunity_id end) as lost_journeys
    from touches
    where not is_won or amount > 0
),
credited as (
    select
        credited_campaign as campaign_id,
        touch_channel,
        count(*) as touch_count
        {%- for rule in attribution_rules() %},
        sum(cast(amount * {{ rule }} as decimal(28, 8))) as {{ rule }}
        {%- endfor %}
    from won_touches
    group by credited_campaign, touch_channel
),
touched_deals as (
    select
        credited_campaign as campaign_id,
        count(distinct opportunity_id) as touched_deals
    from won_touches
    group by credited_campaign
),
-- what was won with a touch on record, and what without: nobody's campaign can be credited with that
won_totals as (
    select
        coalesce(sum(case when touched.opportunity_id is not null then deals.amount else 0 end), 0) as touched_amount,
        coalesce(sum(case when touched.opportunity_id is null then deals.amount else 0 end), 0) as untouched_amount
    from deals
    left join (select distinct opportunity_id from won_touches) as touched
        on deals.opportunity_id = touched.opportunity_id
    where deals.is_won
        and deals.amount > 0
),
steps as (
    select
        'to date' as span,
        from_state,
        to_state,
        sum(steps) as steps
    from (
        select
            coalesce(previous_channel, '(start)') as from_state,
            touch_channel as to_state,
            1 as steps
        from touches
        where not is_won or amount > 0
        union all
        select
            touch_channel as from_state,
            case when is_won then '(won)' else '(lost)' end as to_state,
            1 as steps
        from touches
        where position = touches
            and (not is_won or amount > 0)
    ) as taken
    group by from_state, to_state
),
{{ removal_effects('steps', 'span') }},
channel_credit as (
    select
        channel as touch_channel,
        removal_effect / nullif(sum(removal_effect) over (), 0) as share
    from removal_effects
),
channel_touches as (
    select
        touch_channel,
        sum(touch_count) as touch_count
    from credited
    group by touch_channel
),
-- a channel's removal effect is shared by its touches alike; one seen in lost journeys only has none to give it to
chained as (
    select
        coalesce(credited.campaign_id, '(none)') as campaign_id,
        sum(
            cast(
                won_totals.touched_amount * channel_credit.share
                * coalesce({{ divide('credited.touch_count', 'channel_touches.touch_count') }}, 1) as decimal(28, 8)
            )
        ) as markov
    from channel_credit
    cross join won_totals
    left join credited
        on channel_credit.touch_channel = credited.touch_channel
    left join channel_touches
        on channel_credit.touch_channel = channel_touches.touch_channel
    group by coalesce(credited.campaign_id, '(none)')
),
credit_sums as (
    select
        campaign_id
        {%- for rule in attribution_rules() %},
        sum({{ rule }}) as {{ rule }}
        {%- endfor %}
    from credited
    group by campaign_id
),
credit as (
    select
        known_campaigns.campaign_id,
        {%- for rule in rules %}
        case
            when open_metrics.has_touches = 1
                {%- if rule == 'markov' %}
                -- too few journeys, or none that failed, say nothing about what a channel adds
                and journey_counts.won_journeys + journey_counts.lost_journeys >= {{ var('attribution_markov_journeys') }}
                and journey_counts.lost_journeys > 0
                {%- elif rule == 'shapley' %}
                and journey_counts.won_journeys >= {{ var('attribution_minimum_journeys') }}
                {%- endif %}
                then cast(
                    coalesce({{ 'chained' if rule == 'markov' else 'credit_sums' }}.{{ rule }}, 0)
                    + case when known_campaigns.campaign_id = '(none)' then won_totals.untouched_amount else 0 end as double
                )
        end as {{ rule }}{{ ',' if not loop.last }}
        {%- endfor %}
    from known_campaigns
    cross join open_metrics
    cross join won_totals
    cross join journey_counts
    left join credit_sums
        on known_campaigns.campaign_id = credit_sums.campaign_id
    left join chained
        on known_campaigns.campaign_id = chained.campaign_id
),
totals as (
    select
        (select count(*) from spent) > 0 as has_spend,
        (select count(*) from journeys) > 0 as has_leads,
        (select count(*) from deals) > 0 as has_deals
),
joined as (
    select
        known_campaigns.campaign_id,
        campaigns.campaign_name,
        campaigns.channel,
        campaigns.campaign_type,
        campaigns.objective,
        campaigns.started_on,
        campaigns.ended_on,
        case when totals.has_spend then coalesce(cast(spent.spend_amount as decimal(18, 4)), 0) end as spend_amount,
        case when totals.has_leads then coalesce(lead_counts.leads, 0) end as leads,
        case when totals.has_leads then coalesce(lead_counts.handed_off, 0) end as handed_off,
        case when open_metrics.has_decisions = 1 then coalesce(lead_counts.accepted, 0) end as accepted,
        case when open_metrics.has_decisions = 1 then coalesce(lead_counts.undecided, 0) end as undecided,
        case when open_metrics.has_activities = 1 then coalesce(lead_counts.followed_up, 0) end as followed_up,
        case when totals.has_deals then coalesce(deal_counts.opportunities, 0) end as opportunities,
        case when totals.has_deals then coalesce(deal_counts.pipeline_amount, 0) end as pipeline_amount,
        case when totals.has_deals then coalesce(deal_counts.won_deals, 0) end as won_deals,
        case when totals.has_deals then coalesce(deal_counts.won_amount, 0) end as won_amount,
        case when open_metrics.has_touches = 1 then coalesce(touched_deals.touched_deals, 0) end as touched_deals
        {%- for rule in rules %},
        credit.{{ rule }}
        {%- endfor %}
    from known_campaigns
    cross join totals
    cross join open_metrics
    left join campaigns
        on known_campaigns.campaign_id = campaigns.campaign_id
    left join spent
        on known_campaigns.campaign_id = spent.campaign_id
    left join lead_counts
        on known_campaigns.campaign_id = lead_counts.campaign_id
    left join deal_counts
        on known_campaigns.campaign_id = deal_counts.campaign_id
    left join touched_deals
        on known_campaigns.campaign_id = touched_deals.campaign_id
    left join credit
        on known_campaigns.campaign_id = credit.campaign_id
)
select
    campaign_id,
    campaign_name,
    channel,
    campaign_type,
    objective,
    started_on,
    ended_on,
    spend_amount,
    leads,
    handed_off,
    accepted,
    undecided,
    followed_up,
    {{ divide('spend_amount', 'accepted') }} as cost_per_accepted_lead,
    opportunities,
    pipeline_amount,
    won_deals,
    won_amount,
    touched_deals,
    {%- for rule in rules %}
    {{ rule }} as credit_{{ rule }},
    {%- endfor %}
    -- the rules agree on nothing but the total; how far they are apart is the honest figure
    least({% for rule in rules %}coalesce({{ rule }}, linear){{ ', ' if not loop.last }}{% endfor %}) as credit_low,
    greatest({% for rule in rules %}coalesce({{ rule }}, linear){{ ', ' if not loop.last }}{% endfor %}) as credit_high
from joined

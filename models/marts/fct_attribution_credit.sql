-- One row per period, segment, rule, channel and campaign: credit for won deals, and marketing's part of it.
-- Why: headline, range and breakdowns of attribution must come from the same credits, which sum to what was won.
{%- set rules = attribution_rules() %}
with touches as (
    select * from {{ ref('fct_attributed_touches') }}
),

won as (
    select
        closed_on,
        {{ segments() }},
        touch_channel,
        coalesce(campaign_id, '(none)') as campaign_id,
        function,
        case when position = 1 then 1 else 0 end as journeys,
        case when position = 1 then cast(amount as decimal(28, 8)) else 0 end as won_amount,
        1 as touch_count
        {%- for rule in rules %},
        cast(amount * {{ rule }} as decimal(28, 8)) as {{ rule }}
        {%- endfor %}
    from touches
    where is_won
        and amount > 0
),

{{ sliced_sums('won', ['journeys', 'won_amount', 'touch_count'] + rules, by=['touch_channel', 'campaign_id', 'function'], anchor='closed_on', name='credited') }},

steps as (
    select
        closed_on,
        {{ segments() }},
        coalesce(previous_channel, '(start)') as from_state,
        touch_channel as to_state,
        1 as steps
    from touches
    where not is_won or amount > 0

    union all

    select
        closed_on,
        {{ segments() }},
        touch_channel as from_state,
        case when is_won then '(won)' else '(lost)' end as to_state,
        1 as steps
    from touches
    where position = touches
        and (not is_won or amount > 0)
),

{{ sliced_sums('steps', ['steps'], by=['from_state', 'to_state'], anchor='closed_on', name='all_steps') }},

-- too few journeys, or none that failed, say nothing about what a channel adds
enough as (
    select {{ slice_columns() }}
    from all_steps
    group by {{ slice_columns() }}
    having sum(case when from_state = '(start)' then steps else 0 end) >= {{ var('attribution_markov_journeys') }}
        and sum(case when to_state = '(won)' then steps else 0 end) > 0
        and sum(case when to_state = '(lost)' then steps else 0 end) > 0
),

chain_steps as (
    select all_steps.*
    from all_steps
    inner join enough
        on {{ slice_join('all_steps', 'enough') }}
),

{{ removal_effects('chain_steps', slice_columns()) }},

removal_shares as (
    select
        {{ slice_columns() }},
        channel as touch_channel,
        removal_effect / nullif(sum(removal_effect) over (partition by {{ slice_columns() }}), 0) as share
    from removal_effects
),

totals as (
    select
        {{ slice_columns() }},
        sum(won_amount) as won_amount,
        sum(journeys) as journeys
    from credited
    group by {{ slice_columns() }}
),

channel_totals as (
    select
        {{ slice_columns() }},
        touch_channel,
        sum(touch_count) as touch_count
    from credited
    group by {{ slice_columns() }}, touch_channel
),

-- a channel's credit goes to its touches in won journeys alike; one seen in lost journeys only has none to give it to
chained as (
    select
        {{ slice_columns('removal_shares') }},
        'markov' as rule,
        removal_shares.touch_channel,
        coalesce(credited.campaign_id, '(none)') as campaign_id,
        sum(totals.won_amount * removal_shares.share * coalesce({{ divide('credited.touch_count', 'channel_totals.touch_count') }}, 1)) as credit,
        sum(case when credited.function = 'marketing'
            then totals.won_amount * removal_shares.share * {{ divide('credited.touch_count', 'channel_totals.touch_count') }} else 0 end
        ) as marketing_credit
    from removal_shares
    inner join totals
        on {{ slice_join('removal_shares', 'totals') }}
    left join channel_totals
        on {{ slice_join('removal_shares', 'channel_totals') }}
            and removal_shares.touch_channel = channel_totals.touch_channel
    left join credited
        on {{ slice_join('removal_shares', 'credited') }}
            and removal_shares.touch_channel = credited.touch_channel
    group by {{ slice_columns('removal_shares') }}, removal_shares.touch_channel, coalesce(credited.campaign_id, '(none)')
),

ruled as (
    select
        {{ slice_columns() }},
        rules.rule,
        touch_channel,
        campaign_id,
        function,
        case rules.rule {%- for rule in rules %} when '{{ rule }}' then {{ rule }}{% endfor %} end as credit
    from credited
    cross join {{ listed(rules, 'rule') }} as rules
),

united as (
    select
        {{ slice_columns() }},
        rule,
        touch_channel,
        campaign_id,
        cast(sum(credit) as double) as credit,
        cast(sum(case when function = 'marketing' then credit else 0 end) as double) as marketing_credit
    from ruled
    group by {{ slice_columns() }}, rule, touch_channel, campaign_id

    union all

    select
        {{ slice_columns() }},
        rule,
        touch_channel,
        campaign_id,
        cast(cast(credit as decimal(28, 8)) as double) as credit,
        cast(cast(marketing_credit as decimal(28, 8)) as double) as marketing_credit
    from chained
)

select
    united.*,
    cast(totals.won_amount as double) as won_amount,
    cast(totals.journeys as bigint) as journeys
from united
inner join totals
    on {{ slice_join('united', 'totals') }}

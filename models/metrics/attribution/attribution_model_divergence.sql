-- One row per period and segment: how far two rules of credit can lie apart over the channels, at most.
-- Why: where the answer depends on the rule, the rule is the answer.
with credit as (
    select
        {{ slice_columns() }},
        rule,
        touch_channel,
        sum(credit) / max(won_amount) as share,
        max(journeys) as journeys
    from {{ ref('fct_attribution_credit') }}
    group by {{ slice_columns() }}, rule, touch_channel
),

sizes as (
    select
        {{ slice_columns() }},
        max(journeys) as journeys
    from credit
    group by {{ slice_columns() }}
),

-- total variation is the sum of what one rule gives a channel more than the other
distances as (
    select
        {{ slice_columns('one') }},
        one.rule,
        other_rules.rule as other_rule,
        sum(greatest(one.share - coalesce(other.share, 0), 0)) as distance
    from credit as one
    inner join (select distinct {{ slice_columns() }}, rule from credit) as other_rules
        on {{ slice_join('one', 'other_rules') }}
    left join credit as other
        on {{ slice_join('one', 'other') }}
            and other_rules.rule = other.rule
            and one.touch_channel = other.touch_channel
    group by {{ slice_columns('one') }}, one.rule, other_rules.rule
),

largest as (
    select
        {{ slice_columns() }},
        max(distance) as distance
    from distances
    group by {{ slice_columns() }}
)

select
    {{ slice_columns('sizes') }},
    round(largest.distance, 12) as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(sizes.journeys as bigint) as sample_size,
    cast(0 as bigint) as pending
from sizes
inner join largest
    on {{ slice_join('sizes', 'largest') }}

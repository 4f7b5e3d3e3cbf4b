{# Rules of credit that are columns of fct_attributed_touches; Markov's needs whole windows and is worked out in
   fct_attribution_credit. #}
{% macro attribution_rules() %}{{ return(['first_touch', 'last_touch', 'linear', 'time_decay', 'u_shaped', 'w_shaped', 'shapley']) }}{% endmacro %}

{# CTEs ending in `removal_effects` (channel, removal_effect, conversion_probability): how much less often journeys would
   convert were a channel's touches to lead nowhere, per group, from numbers of `steps` per from_state and to_state, with
   the states '(start)', '(won)', '(lost)' and the channels (Anderl et al. 2016).

   A journey that converts and passes a channel reaches it first: its chance is N(start, c) / N(c, c) x P(won from c), where
   N are the expected visits, (I - Q)^-1 = 1 + Q + Q^2 ...; one matrix answers for all channels. The sum over 2^10 steps
   comes from ten squarings of Q with the sum carried along. #}
{% macro removal_effects(relation, groups) -%}
{%- set names = groups.replace(' ', '').split(',') -%}
chances as (
    select
        {{ groups }},
        from_state,
        to_state,
        cast(steps as double) / sum(steps) over (partition by {{ groups }}, from_state) as chance
    from {{ relation }}
),

transient_states as (
    select distinct {{ groups }}, from_state as state from chances
),

-- kind 1 is a power of Q, kind 2 the sum of the powers below it
visits_0 as (
    select {{ groups }}, from_state, to_state, 1 as kind, chance
    from chances
    where to_state not in ('(won)', '(lost)')
    union all
    select {{ groups }}, state, state, 2, cast(1 as double)
    from transient_states
),

{% for turn in range(1, 11) -%}
visits_{{ turn }} as (
    select {{ groups }}, from_state, to_state, kind, sum(chance) as chance
    from (
        select
            {% for name in names %}one.{{ name }}, {% endfor %}
            one.from_state,
            other.to_state,
            other.kind,
            one.chance * other.chance as chance
        from visits_{{ turn - 1 }} as one
        inner join visits_{{ turn - 1 }} as other
            on {{ same_group(groups, 'one', 'other') }} and one.to_state = other.from_state
        where one.kind = 1
        union all
        select {{ groups }}, from_state, to_state, kind, chance
        from visits_{{ turn - 1 }}
        where kind = 2
    ) as stepped
    where chance > 1e-300
    group by {{ groups }}, from_state, to_state, kind
),

{% endfor -%}
expected_visits as (
    select * from visits_10 where kind = 2
),

winning as (
    select
        {% for name in names %}expected_visits.{{ name }}, {% endfor %}
        expected_visits.from_state as state,
        sum(expected_visits.chance * chances.chance) as win_chance
    from expected_visits
    inner join chances
        on {{ same_group(groups, 'expected_visits', 'chances') }}
            and expected_visits.to_state = chances.from_state
            and chances.to_state = '(won)'
    group by {% for name in names %}expected_visits.{{ name }}, {% endfor %}expected_visits.from_state
),

removal_effects as (
    select
        {% for name in names %}reached.{{ name }}, {% endfor %}
        reached.to_state as channel,
        base.win_chance as conversion_probability,
        reached.chance / returned.chance * coalesce(winning.win_chance, 0) / nullif(base.win_chance, 0) as removal_effect
    from expected_visits as reached
    inner join expected_visits as returned
        on {{ same_group(groups, 'reached', 'returned') }}
            and returned.from_state = reached.to_state
            and returned.to_state = reached.to_state
    inner join winning as base
        on {{ same_group(groups, 'reached', 'base') }} and base.state = '(start)'
    left join winning
        on {{ same_group(groups, 'reached', 'winning') }} and winning.state = reached.to_state
    where reached.from_state = '(start)'
        and reached.to_state <> '(start)'
)
{%- endmacro %}

{# Equality of two relations' groups. #}
{% macro same_group(groups, one, other) -%}
    {%- for name in groups.replace(' ', '').split(',') %}{{ one }}.{{ name }} = {{ other }}.{{ name }}{{ ' and ' if not loop.last }}{% endfor -%}
{%- endmacro %}

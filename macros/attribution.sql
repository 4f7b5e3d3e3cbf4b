{# Rules of credit that are columns of fct_attributed_touches; Markov's needs whole windows and is worked out in
   fct_attribution_credit. #}
{% macro attribution_rules() %}{{ return(['first_touch', 'last_touch', 'linear', 'time_decay', 'u_shaped', 'w_shaped', 'shapley']) }}{% endmacro %}

{# CTEs ending in `removal_effects` (channel, removal_effect, conversion_probability): how much less often journeys would
   convert were a channel's touches to lead nowhere, per group, from numbers of `steps` per from_state and to_state, with
   the states '(start)', '(won)', '(lost)' and the channels (Anderl et al. 2016).

   A journey that converts and passes a channel reaches it first: its chance is N(start, c) / N(c, c) x P(won from c), where
   N are the expected visits, (I - Q)^-1 = 1 + Q + Q^2 ...; one matrix answers for all channels. #}
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

{{ expected_visits(groups) }},

-- the chance of winning from where a walk began
walks as (
    select
        {% for name in names %}expected_visits.{{ name }}, {% endfor %}
        expected_visits.from_state,
        expected_visits.to_state,
        expected_visits.chance,
        sum(expected_visits.chance * coalesce(winning.chance, 0)) over (
            partition by {% for name in names %}expected_visits.{{ name }}, {% endfor %}expected_visits.from_state
        ) as win_chance
    from expected_visits
    left join chances as winning
        on {{ same_group(groups, 'expected_visits', 'winning') }}
            and expected_visits.to_state = winning.from_state
            and winning.to_state = '(won)'
),

reached as (
    select
        {{ groups }},
        to_state as channel,
        max(case when from_state = '(start)' then win_chance end) as conversion_probability,
        max(case when from_state = '(start)' then chance end) as visits,
        max(case when from_state = to_state then chance end) as own_visits,
        max(case when from_state = to_state then win_chance end) as win_chance
    from walks
    where to_state <> '(start)'
    group by {{ groups }}, to_state
),

removal_effects as (
    select
        {{ groups }},
        channel,
        conversion_probability,
        visits / own_visits * win_chance / conversion_probability as removal_effect
    from reached
    where conversion_probability > 0
)
{%- endmacro %}

{# CTEs ending in `expected_visits` (groups, from_state, to_state, chance) from `chances`: how often a journey in one state
   is still to be seen in another, the sum of the powers of Q over 2^10 steps, from ten squarings of Q with the sum carried
   along. #}
{% macro expected_visits(groups) -%}
    {{ return(adapter.dispatch('expected_visits')(groups)) }}
{%- endmacro %}

{% macro default__expected_visits(groups) -%}
{%- set names = groups.replace(' ', '').split(',') -%}
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
)
{%- endmacro %}

{# Spark writes out a CTE wherever it is named, so ten squarings by joins would be 3^10 of them: here each group's matrix is
   an array of rows, squared in place. `walked` is a pair: a power of Q and the sum of the powers below it. #}
{% macro spark__expected_visits(groups) -%}
state_lists as (
    select
        {{ groups }},
        array_sort(collect_set(from_state)) as states,
        map_from_entries(collect_list(struct(struct(from_state, to_state) as step, chance))) as chance_of
    from chances
    group by {{ groups }}
),

matrices as (
    select
        {{ groups }},
        states,
        transform(states, one -> transform(states, other -> coalesce(try_element_at(chance_of, struct(one as from_state, other as to_state)), 0e0))) as steps,
        transform(states, one -> transform(states, other -> if(one = other, 1e0, 0e0))) as stay
    from state_lists
),

summed as (
    select
        {{ groups }},
        states,
        aggregate(
            sequence(1, 10),
            struct(steps as power, stay as total),
            (walked, turn) -> struct(
                {{ matrix_product('walked.power', 'walked.power') }} as power,
                zip_with(
                    walked.total,
                    {{ matrix_product('walked.power', 'walked.total') }},
                    (one, other) -> zip_with(one, other, (a, b) -> a + b)
                ) as total
            ),
            walked -> walked.total
        ) as visits
    from matrices
),

expected_visits as (
    select {{ groups }}, from_state, to_state, visits[from_number][to_number] as chance
    from summed
    lateral view posexplode(states) as from_number, from_state
    lateral view posexplode(states) as to_number, to_state
    where visits[from_number][to_number] > 0
)
{%- endmacro %}

{# The product of two square matrices, as arrays of rows (Spark). #}
{% macro matrix_product(one, other) -%}
    transform({{ one }}, line -> aggregate(
        zip_with(line, {{ other }}, (chance, line_of_other) -> transform(line_of_other, cell -> chance * cell)),
        transform(line, cell -> 0e0),
        (so_far, more) -> zip_with(so_far, more, (a, b) -> a + b)
    ))
{%- endmacro %}

{# Equality of two relations' groups. #}
{% macro same_group(groups, one, other) -%}
    {%- for name in groups.replace(' ', '').split(',') %}{{ one }}.{{ name }} = {{ other }}.{{ name }}{{ ' and ' if not loop.last }}{% endfor -%}
{%- endmacro %}

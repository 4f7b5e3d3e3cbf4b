{# CTEs ending in `cumulative_incidence` (horizon, ending, incidence, records): the Aalen-Johansen share of records that
   have met each ending by each horizon, where one ending rules out the others. From records with `elapsed` and `ending`
   (1, 2, ... in order; 0 = none yet, censored at `elapsed`).

   Tied times need no grouping: taken one after the other, d tied events each lower the survival curve by the same S/n.
   Null where no record has been watched as long as the horizon. #}
{% macro cumulative_incidence(relation, groups, endings, horizons) -%}
{%- set column_names = groups.replace(' ', '').split(',') -%}
waiting as (
    select
        {{ groups }},
        elapsed,
        ending,
        row_number() over (partition by {{ groups }} order by elapsed desc, case when ending = 0 then 0 else 1 end) as at_risk
    from {{ relation }}
),

-- the share still waiting before each ending that is asked for: a product, so a sum of logarithms
endings_in_order as (
    select
        {{ groups }},
        elapsed,
        ending,
        at_risk,
        coalesce(sum(case when at_risk > 1 then ln(1 - cast(1 as double) / at_risk) else 0 end)
            over (partition by {{ groups }} order by at_risk desc rows between unbounded preceding and 1 preceding), 0)
            as log_waiting_before
    from waiting
    where ending > 0
        and elapsed <= {% if horizons | length > 1 %}greatest({{ horizons | join(', ') }}){% else %}{{ horizons[0] }}{% endif %}
),

watched as (
    select
        {{ groups }},
        count(*) as records,
        max(elapsed) as longest
    from {{ relation }}
    group by {{ groups }}
),

ended as (
    select
        {{ groups }},
        {%- for horizon in horizons %}
        {%- set outer = loop.index %}
        {%- for ending in range(1, endings + 1) %}
        sum(case when ending = {{ ending }} and elapsed <= {{ horizon }} then exp(log_waiting_before) / at_risk else 0 end)
            as incidence_{{ outer }}_{{ ending }},
        {%- endfor %}
        {%- endfor %}
        count(*) as events
    from endings_in_order
    group by {{ groups }}
),

cumulative_incidence as (
    {%- for horizon in horizons %}
    {%- set outer = loop.index %}
    {%- set last_horizon = loop.last %}
    {%- for ending in range(1, endings + 1) %}
    select
        {% for name in column_names %}watched.{{ name }}, {% endfor %}
        {{ horizon }} as horizon,
        {{ ending }} as ending,
        case when watched.longest >= {{ horizon }} then coalesce(ended.incidence_{{ outer }}_{{ ending }}, 0) end as incidence,
        watched.records
    from watched
    left join ended
        on {% for name in column_names %}watched.{{ name }} = ended.{{ name }}{{ ' and ' if not loop.last }}{% endfor %}
    {{ '' if last_horizon and loop.last else 'union all' }}
    {%- endfor %}
    {%- endfor %}
)
{%- endmacro %}

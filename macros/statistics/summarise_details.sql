{# Folds companion figures into a `<metric>__details` relation.
   Observations: observed_at (or observed_on), segments, detail, category (null when there is one figure), part, whole,
   records. The value is sum(part) / sum(whole), or sum(part) where whole is null; sample_size is sum(records).
   A breakdown has one row per record and category, part 1 or 0, so that its shares add up to 1 and absent ones are 0. #}
{% macro summarise_details(relation, grains=['month', 'quarter', 'trailing'], anchor='observed_at', name='sliced') -%}
, {{ name }}_parts as (
    select
        {{ anchor }},
        {{ segments() }},
        detail,
        cast(category as {{ dbt.type_string() }}) as category,
        cast(part as decimal(28, 4)) as part,
        cast(whole as decimal(28, 4)) as whole,
        records
    from {{ relation }}
),

{{ sliced_sums(name ~ '_parts', ['part', 'whole', 'records'], by=['detail', 'category'], grains=grains, anchor=anchor, name=name) }}

{{ select_details(name) }}
{%- endmacro %}

{# The final select of summarise_details, to be joined to others by union all. #}
{% macro select_details(relation) -%}
select
    {{ slice_columns() }},
    detail,
    category,
    case when whole is null then cast(part as double) else {{ divide('part', 'whole') }} end as value,
    cast(records as bigint) as sample_size
from {{ relation }}
{%- endmacro %}

{# Companion figures of a Kaplan-Meier median, from the observations of summarise_survival: the share done within some
   times, the median of finished records alone (for comparison: it flatters), and whether the median was reached. #}
{% macro summarise_survival_details(relation, unit, within, finished, grains=['month', 'quarter', 'trailing'], anchor='observed_at') -%}
, {{ numbered_slices(relation, ['elapsed', 'is_event'], grains=grains, anchor=anchor) }},

{{ numbers_at_risk('sliced', 'slice') }},

-- what is asked of the curve stands at few times: the product of its steps until then, and no curve
steps as (
    select
        slice,
        elapsed,
        case when is_event then elapsed end as finished_after,
        -- the last of all to go takes the curve to 0, whose logarithm is none
        case when is_event then ln(greatest(1 - cast(1 as double) / at_risk, 1e-300)) else 0 end as log_step
    from at_risk
),

waits as (
    select
        slice,
        count(*) as units,
        count(finished_after) as finished_units,
        percentile_cont(0.5) within group (order by finished_after) as median_finished,
        exp(sum(log_step)) as lowest_survival,
        {%- for time in within %}
        case when max(elapsed) >= {{ time }} then 1 - exp(sum(case when elapsed <= {{ time }} then log_step else 0 end)) end as share_{{ loop.index }},
        {%- endfor %}
        max(elapsed) as longest
    from steps
    group by slice
),

known as (
    select
        {{ slice_columns('names') }},
        waits.*
    from waits
    inner join sliced_names as names
        on waits.slice = names.slice
)

{% for time in within -%}
select
    {{ slice_columns() }},
    '{{ finished }}_within_{{ unit }}' as detail,
    '{{ time }}' as category,
    share_{{ loop.index }} as value,
    cast(units as bigint) as sample_size
from known
where share_{{ loop.index }} is not null
union all
{% endfor -%}
select
    {{ slice_columns() }},
    '{{ finished }}_only_median_{{ unit }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(median_finished as double) as value,
    cast(finished_units as bigint) as sample_size
from known
where finished_units > 0
union all
select
    {{ slice_columns() }},
    'median_not_reached' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(1 as double) as value,
    cast(units as bigint) as sample_size
from known
where lowest_survival > 0.5 + 1e-9
union all
select
    {{ slice_columns() }},
    'not_{{ finished }}_after_{{ unit }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    longest as value,
    cast(units as bigint) as sample_size
from known
where lowest_survival > 0.5 + 1e-9
{%- endmacro %}

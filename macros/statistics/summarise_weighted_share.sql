{# Folds observations into a share of an amount, with Wilson's interval at Kish's effective size: a few large deals
   carry less information than as many equal ones.
   Observations: observed_at (or observed_on), segments, weight (decimal, positive), success (boolean), is_mature.
   With as_multiple_of, a column that is the same for all records of a period, share and limits are divided by it. #}
{% macro summarise_weighted_share(relation, as_multiple_of=none, grains=['month', 'quarter', 'trailing'], anchor='observed_at') -%}
{%- set baseline = ' / nullif(' ~ divide('baseline', 'matured + young') ~ ', 0)' if as_multiple_of else '' -%}
, counted as (
    select
        {{ anchor }},
        {{ segments() }},
        case when is_mature and success then weight else 0 end as success_weight,
        case when is_mature then weight else 0 end as total_weight,
        case when is_mature then cast(weight as double) * cast(weight as double) else 0 end as squared_weight,
        case when is_mature then 1 else 0 end as matured,
        case when is_mature then 0 else 1 end as young
        {%- if as_multiple_of %},
        {{ as_multiple_of }} as baseline
        {%- endif %}
    from {{ relation }}
),

{{ sliced_sums('counted',
    ['success_weight', 'total_weight', 'squared_weight', 'matured', 'young'] + (['baseline'] if as_multiple_of else []),
    grains=grains, anchor=anchor) }}

select
    {{ slice_columns() }},
    {{ divide('success_weight', 'total_weight') }}{{ baseline }} as value,
    ({{ wilson_limit('success_weight', 'total_weight', 'low', effective_size('total_weight', 'squared_weight')) }}){{ baseline }} as ci_low,
    ({{ wilson_limit('success_weight', 'total_weight', 'high', effective_size('total_weight', 'squared_weight')) }}){{ baseline }} as ci_high,
    cast(success_weight as double) as numerator,
    cast(total_weight as double) as denominator,
    cast(matured as bigint) as sample_size,
    cast(young as bigint) as pending
from sliced
{%- endmacro %}

{# Folds observations into a share of records with its Wilson interval.
   Observations: observed_at (or observed_on), segments, success (boolean), is_mature (boolean; optional).
   A record that is not mature leaves the numerator and the denominator and is counted as pending. #}
{% macro summarise_proportion(relation, grains=['month', 'quarter', 'trailing'], anchor='observed_at') -%}
, counted as (
    select
        {{ anchor }},
        {{ segments() }},
        case when is_mature and success then 1 else 0 end as successes,
        case when is_mature then 1 else 0 end as matured,
        case when is_mature then 0 else 1 end as young
    from {{ relation }}
),

{{ sliced_sums('counted', ['successes', 'matured', 'young'], grains=grains, anchor=anchor) }}

select
    {{ slice_columns() }},
    {{ divide('successes', 'matured') }} as value,
    {{ wilson_limit('successes', 'matured', 'low') }} as ci_low,
    {{ wilson_limit('successes', 'matured', 'high') }} as ci_high,
    cast(successes as double) as numerator,
    cast(matured as double) as denominator,
    cast(matured as bigint) as sample_size,
    cast(young as bigint) as pending
from sliced
{%- endmacro %}

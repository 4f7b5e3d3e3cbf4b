-- One row per amount spent and day it covers: its campaign has brought at least one lead, or not (yet).
-- Why: money that cannot be followed to a lead cannot be defended, nor moved to where it works.
with observations as (
    select
        spent_on as observed_on,
        {% for name in segment_names() %}cast(null as {{ dbt.type_string() }}) as {{ name }}, {% endfor %}
        spend_id,
        amount,
        traced_level >= 2 as success,
        {{ add_days('spent_on', var('spend_to_lead_days')) }} <= {{ as_of() }} as is_mature
    from {{ ref('fct_spend') }}
),

{{ sliced('observations', ['spend_id', 'amount', 'success', 'is_mature'], anchor='observed_on') }},

summed as (
    select
        {{ slice_columns() }},
        sum(case when is_mature and success then amount else 0 end) as traced,
        sum(case when is_mature then amount else 0 end) as spent,
        count(distinct case when is_mature then spend_id end) as matured,
        count(distinct case when not is_mature then spend_id end) as young
    from sliced
    group by {{ slice_columns() }}
)

-- a count of all the money, not a sample of it: no interval
select
    {{ slice_columns() }},
    {{ divide('traced', 'spent') }} as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(traced as double) as numerator,
    cast(spent as double) as denominator,
    cast(matured as bigint) as sample_size,
    cast(young as bigint) as pending
from summed

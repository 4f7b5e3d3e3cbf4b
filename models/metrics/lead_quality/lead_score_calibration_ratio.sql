-- One row per eligible lead with a predicted probability: what was predicted, and whether it became an opportunity in time.
-- Why: a forecast that says 20 % and gets 10 % sends twice the people it should.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        case when opportunity_due_at <= {{ as_of() }} and converted_at <= opportunity_due_at then 1 else 0 end as observed,
        -- decimals add up the same in any order
        cast(case when opportunity_due_at <= {{ as_of() }} then predicted_conversion_probability else 0 end as decimal(18, 12))
            as expected,
        case when opportunity_due_at <= {{ as_of() }} then 1 else 0 end as matured,
        case when opportunity_due_at <= {{ as_of() }} then 0 else 1 end as young
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and predicted_conversion_probability is not null
),

{{ sliced_sums('observations', ['observed', 'expected', 'matured', 'young'], grains=['month', 'quarter']) }}

-- the limits of the observed share, carried over to the ratio: the prediction itself is taken as given
select
    {{ slice_columns() }},
    {{ divide('observed', 'expected') }} as value,
    ({{ wilson_limit('observed', 'matured', 'low') }}) * {{ divide('matured', 'expected') }} as ci_low,
    ({{ wilson_limit('observed', 'matured', 'high') }}) * {{ divide('matured', 'expected') }} as ci_high,
    cast(observed as double) as numerator,
    cast(expected as double) as denominator,
    cast(matured as bigint) as sample_size,
    cast(young as bigint) as pending
from sliced

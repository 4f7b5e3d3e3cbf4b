-- One row per fiscal quarter and segment: won amount per aligned lead over won amount per other lead, both at the mix of
-- customer segments and score grades of all leads, handling fixed a week after hand-off.
-- Why: the claim that alignment brings more value, asked of our own record and like for like; an association, not an effect.
with cells as (
    select *
    from {{ ref('fct_landmark_cells') }}
    where comparison = 'aligned'
        -- a matured quarter is pooled with the three before it where one of the four has too few wins by itself (rule 81)
        and quarters_pooled = case when least_valued_wins < {{ var('value_uplift_min_wins') }} and young = 0 then 4 else 1 end
),

-- a stratum with one group only compares nothing, so it leaves and the others share its weight
matched as (
    select
        cells.*,
        {{ divide(
            'exposed_valued + other_valued',
            'sum(exposed_valued + other_valued) over (partition by ' ~ slice_columns() ~ ')'
        ) }} as weight
        {%- for arm in ['exposed', 'other'] %},
        {{ divide(arm ~ '_amount', arm ~ '_valued') }} as {{ arm }}_mean,
        -- the variance of amounts within the stratum, over its size; one lead has none
        coalesce(
            greatest({{ arm }}_squared_amount - cast({{ arm }}_amount as double) * {{ divide(arm ~ '_amount', arm ~ '_valued') }}, 0)
            / nullif({{ arm }}_valued - 1, 0)
            / nullif({{ arm }}_valued, 0),
            0
        ) as {{ arm }}_variance
        {%- endfor %}
    from cells
    where exposed_valued > 0 and other_valued > 0
),

standardised as (
    select
        {{ slice_columns() }}
        {%- for arm in ['exposed', 'other'] %},
        sum(weight * {{ arm }}_mean) as {{ arm }}_mean,
        sum(weight * weight * {{ arm }}_variance) / nullif(power(sum(weight * {{ arm }}_mean), 2), 0) as {{ arm }}_log_variance,
        greatest({{ effective_size('sum(' ~ arm ~ '_amount)', 'sum(' ~ arm ~ '_squared_amount)') }} - 1, 1) as {{ arm }}_degrees
        {%- endfor %}
    from matched
    group by {{ slice_columns() }}
),

-- Welch-Satterthwaite over the two groups
estimated as (
    select
        standardised.*,
        exposed_mean / nullif(other_mean, 0) as ratio,
        sqrt(exposed_log_variance + other_log_variance) as log_error,
        {{ whole_degrees_of_freedom(
            'coalesce(power(exposed_log_variance + other_log_variance, 2) / nullif(power(exposed_log_variance, 2) / exposed_degrees + power(other_log_variance, 2) / other_degrees, 0), 1)'
        ) }} as degrees_of_freedom
    from standardised
),

-- slices without a stratum to compare say so with a null
counted as (
    select
        {{ slice_columns() }},
        sum(exposed_valued + other_valued) as leads,
        max(young) as young
    from cells
    group by {{ slice_columns() }}
)

select
    {{ slice_columns('counted') }},
    estimated.ratio as value,
    case when estimated.ratio > 0 then estimated.ratio * exp(-t_quantiles.t_95 * estimated.log_error) end as ci_low,
    case when estimated.ratio > 0 then estimated.ratio * exp(t_quantiles.t_95 * estimated.log_error) end as ci_high,
    estimated.exposed_mean as numerator,
    estimated.other_mean as denominator,
    cast(counted.leads as bigint) as sample_size,
    cast(counted.young as bigint) as pending
from counted
left join estimated
    on {{ slice_join('counted', 'estimated') }}
left join {{ ref('t_quantiles') }} as t_quantiles
    on estimated.degrees_of_freedom = t_quantiles.degrees_of_freedom

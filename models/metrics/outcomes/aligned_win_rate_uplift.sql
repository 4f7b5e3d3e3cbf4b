-- One row per fiscal quarter and segment: how many times as often aligned leads are won as others of the same customer
-- segment and score grade, handling fixed a week after hand-off.
-- Why: the claim that alignment wins more, asked of our own record and like for like; an association, not an effect.
with cells as (
    select *
    from {{ ref('fct_landmark_cells') }}
    where comparison = 'aligned'
        -- a matured quarter is pooled with the three before it where one of the four has too few wins by itself (rule 81)
        and quarters_pooled = case when least_wins < {{ var('uplift_min_wins') }} and young = 0 then 4 else 1 end
),

{{ risk_ratio('cells', slice_columns(), 'exposed_successes', 'exposed', 'other_successes', 'other') }},

waiting as (
    select
        {{ slice_columns() }},
        max(young) as young
    from cells
    group by {{ slice_columns() }}
)

select
    {{ slice_columns('risk_ratio') }},
    risk_ratio.ratio as value,
    risk_ratio.ratio_low as ci_low,
    risk_ratio.ratio_high as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(risk_ratio.records as bigint) as sample_size,
    cast(waiting.young as bigint) as pending
from risk_ratio
inner join waiting
    on {{ slice_join('risk_ratio', 'waiting') }}

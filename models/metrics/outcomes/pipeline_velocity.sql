-- One row per period and segment: what the pipeline yields per day, open deals x win rate x mean amount / mean cycle.
-- Why: more deals, better deals, better odds or less waiting all show in one figure leaders know.
with moments as (
    select * from {{ ref('fct_pipeline_moments') }}
),

yielded as (
    select
        {{ slice_columns() }},
        won,
        open_deals * win_rate * mean_amount / nullif(mean_cycle_days, 0) as velocity,
        -- delta method on the log scale; large deals take longer, so amount and cycle err together
        sqrt(greatest(
            (1 - win_rate) / nullif(win_rate * closed, 0)
            + amount_variance / nullif(mean_amount * mean_amount, 0)
            + cycle_variance / nullif(mean_cycle_days * mean_cycle_days, 0)
            - 2 * covariance / nullif(mean_amount * mean_cycle_days, 0),
            0
        )) as log_error
    from moments
)

select
    {{ slice_columns() }},
    velocity as value,
    velocity * exp(-{{ z_95() }} * log_error) as ci_low,
    velocity * exp({{ z_95() }} * log_error) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(won as bigint) as sample_size,
    cast(0 as bigint) as pending
from yielded

-- One row per fiscal quarter: how well channels' acceptance a quarter before goes with the change of their spend since.
-- Why: where money does not follow what sales accepts, feedback is collected and not used.
with ranked as (
    select
        period_start,
        -- mid-ranks: the first and the last place of a tie, halved
        (rank() over (partition by period_start order by acceptance_rate)
            + count(*) over (partition by period_start) + 1
            - rank() over (partition by period_start order by acceptance_rate desc)) / 2e0 as acceptance_rank,
        (rank() over (partition by period_start order by spend_change)
            + count(*) over (partition by period_start) + 1
            - rank() over (partition by period_start order by spend_change desc)) / 2e0 as change_rank
    from {{ ref('fct_channel_shifts') }}
),

summed as (
    select
        period_start,
        cast(count(*) as double) as units,
        sum(acceptance_rank * change_rank) - sum(acceptance_rank) * sum(change_rank) / count(*) as covariation,
        sum(acceptance_rank * acceptance_rank) - sum(acceptance_rank) * sum(acceptance_rank) / count(*) as acceptance_variation,
        sum(change_rank * change_rank) - sum(change_rank) * sum(change_rank) / count(*) as change_variation
    from ranked
    group by period_start
),

correlated as (
    select
        period_start,
        units,
        covariation / nullif(sqrt(acceptance_variation * change_variation), 0) as correlation
    from summed
),

-- Fisher's z; a perfect order and three units or fewer have no interval
transformed as (
    select
        correlated.*,
        case when abs(correlation) < 1 - 1e-12 and units > 3 then ln((1 + correlation) / (1 - correlation)) / 2 end as z,
        case when units > 3 then {{ z_95() }} / sqrt(units - 3) end as margin
    from correlated
)

select
    'quarter' as period_grain,
    period_start,
    'all' as segment_by,
    'all' as segment,
    correlation as value,
    (exp(2 * (z - margin)) - 1) / (exp(2 * (z - margin)) + 1) as ci_low,
    (exp(2 * (z + margin)) - 1) / (exp(2 * (z + margin)) + 1) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(units as bigint) as sample_size,
    cast(0 as bigint) as pending
from transformed

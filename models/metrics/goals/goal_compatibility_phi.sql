-- One row per fiscal quarter, company or region: the correlation of meeting the bookings goal with meeting the price goal,
-- over the team-quarters of the last eight quarters.
-- Why: below 0, one goal is reached at the other's expense, and the plan itself sets the teams against each other.
with matrices as (
    select * from {{ ref('fct_goal_matrices') }}
),

-- Matthews correlation of the 2 x 2 matrix; a goal always or never met leaves it undefined
correlated as (
    select
        {{ slice_columns() }},
        team_quarters,
        (cast(both_met as double) * neither_met - cast(bookings_only as double) * price_only)
        / nullif(sqrt(
            cast(both_met + bookings_only as double) * (price_only + neither_met)
            * (both_met + price_only) * (bookings_only + neither_met)
        ), 0) as phi
    from matrices
),

-- Fisher's z: the interval is symmetric on the scale of atanh
transformed as (
    select
        correlated.*,
        case when abs(phi) < 1 then ln((1 + phi) / (1 - phi)) / 2 end as fisher_z,
        case when team_quarters > 3 then {{ z_95() }} / sqrt(cast(team_quarters - 3 as double)) end as margin
    from correlated
)

select
    {{ slice_columns() }},
    phi as value,
    (exp(2 * (fisher_z - margin)) - 1) / (exp(2 * (fisher_z - margin)) + 1) as ci_low,
    (exp(2 * (fisher_z + margin)) - 1) / (exp(2 * (fisher_z + margin)) + 1) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(team_quarters as bigint) as sample_size,
    cast(0 as bigint) as pending
from transformed

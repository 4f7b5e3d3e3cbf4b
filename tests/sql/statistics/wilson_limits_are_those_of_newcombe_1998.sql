-- Newcombe RG (1998), Statistics in Medicine 17:857-872, table I, method 3; limits recomputed to twelve digits.
with published as (
    select 81 as successes, 263 as trials, 0.255288519878 as low, 0.366209576983 as high
    union all select 15, 148, 0.0623863995307, 0.160487241723
    union all select 0, 20, 0.0, 0.161125158053
    union all select 1, 29, 0.00611321429276, 0.171755218793
)

select *
from (
    select
        successes,
        trials,
        low,
        high,
        {{ wilson_limit('successes', 'trials', 'low') }} as computed_low,
        {{ wilson_limit('successes', 'trials', 'high') }} as computed_high
    from published
) as compared
where abs(computed_low - low) > 1e-9
    or abs(computed_high - high) > 1e-9
    or computed_low is null
    or computed_high is null

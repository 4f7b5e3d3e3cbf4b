-- Newcombe RG (1998), Statistics in Medicine 17:857-872, table I, method 3; limits recomputed to twelve digits.
{%- set published = [
    (81, 263, 0.255288519878, 0.366209576983),
    (15, 148, 0.0623863995307, 0.160487241723),
    (0, 20, 0.0, 0.161125158053),
    (1, 29, 0.00611321429276, 0.171755218793),
] %}
with published as (
    {%- for successes, trials, low, high in published %}
    select {{ successes }} as successes, {{ trials }} as trials, {{ low }} as low, {{ high }} as high
    {{- '' if loop.last else ' union all' }}
    {%- endfor %}
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

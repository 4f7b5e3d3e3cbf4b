-- Each interval is made on one scale with 1.96 standard errors and must come out as if made with 2.58; the last is symmetric on
-- none and is stretched as it is. Wilson's size comes back from its own limit.
{%- set factor = '2.5758293035489004e0 / 1.959963984540054e0' %}
{%- set made = [
    ('linear', '5 + {z} * 2'),
    ('log', 'exp(ln(0.2e0) + {z} * 0.3)'),
    ('complement', '1 - exp(ln(0.1e0) - {z} * 0.2)'),
    ('return', 'exp(ln(1.5e0) + {z} * 0.4) - 1'),
    ('logit', '1 / (1 + exp(-(0.8e0 + {z} * 0.5)))'),
    ('tanh', '(exp(-0.9e0 + {z} * 0.6) - 1) / (exp(-0.9e0 + {z} * 0.6) + 1)'),
] %}
with intervals as (
    {%- for name, formula in made %}
    select
        '{{ name }}' as scale,
        {{ formula.replace('{z}', '0') }} as value,
        {{ formula.replace('{z}', '(-1.959963984540054e0)') }} as low,
        {{ formula.replace('{z}', '1.959963984540054e0') }} as high,
        {{ formula.replace('{z}', '(-2.5758293035489004e0)') }} as wide_low,
        {{ formula.replace('{z}', '2.5758293035489004e0') }} as wide_high
    union all
    {%- endfor %}
    select
        'median' as scale,
        cast(20 as double) as value,
        cast(18 as double) as low,
        cast(27 as double) as high,
        20 - 2 * {{ factor }} as wide_low,
        20 + 7 * {{ factor }} as wide_high
),

widened as (
    select
        *,
        {{ widened_limit('value', 'low', 'high', 'low', '(' ~ factor ~ ')') }} as found_low,
        {{ widened_limit('value', 'low', 'high', 'high', '(' ~ factor ~ ')') }} as found_high
    from intervals
),

sized as (
    select {{ wilson_size('0.3e0', wilson_limit('12', '40', 'high')) }} as size
)

select scale, found_low as found
from widened
where abs(found_low - wide_low) > 1e-9 or abs(found_high - wide_high) > 1e-9 or found_low is null or found_high is null

union all

select 'wilson size' as scale, size as found
from sized
where size is null or abs(size - 40) > 1e-6

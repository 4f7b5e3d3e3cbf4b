-- Cohen (1968), Psychological Bulletin 70:213-220, table 1 (disagreement weights 0, 1, 3, 6: kappa .492, weighted .348);
-- Gwet's cont3x3abstractors in R's irrCAC (.7964094, SE .05891072; quadratic .8921569).
{%- set tables = {
    'cohen': [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
    'gwet': [[13, 0, 0], [0, 20, 7], [0, 4, 56]],
} %}
{%- set cohen_weights = [[1, 1 - 1 / 6, 0.5], [1 - 1 / 6, 1, 0], [0.5, 0, 1]] %}
{%- set published = [
    ('cohen', 'unweighted', 0.491525423729, 'null'),
    ('cohen', 'own', 0.347826086957, 'null'),
    ('gwet', 'unweighted', 0.796409402184, 0.0589107183261),
    ('gwet', 'linear', 0.842902027992, 0.0478721215903),
    ('gwet', 'quadratic', 0.892156862745, 0.0353515075757),
] %}
with counts as (
    {%- for name, rows in tables.items() %}
    {%- set last = loop.last %}
    {%- for row in rows %}
    {%- set first = loop.index %}{% set last_row = loop.last %}
    {%- for pairs in row %}
    select '{{ name }}' as sample, {{ first }} as first_rating, {{ loop.index }} as second_rating, {{ pairs }} as pairs
    {{- '' if last and last_row and loop.last else ' union all' }}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
),

{{ kappa('counts', 'sample', 3, weights='none', prefix='unweighted_') }},

{{ kappa('counts', 'sample', 3, weights='linear', prefix='linear_') }},

{{ kappa('counts', 'sample', 3, weights='quadratic', prefix='quadratic_') }},

{{ kappa('counts', 'sample', 3, weights=cohen_weights, prefix='own_') }},

computed as (
    select 'unweighted' as weights, sample, kappa, standard_error from unweighted_kappa
    union all select 'linear' as weights, sample, kappa, standard_error from linear_kappa
    union all select 'quadratic' as weights, sample, kappa, standard_error from quadratic_kappa
    union all select 'own' as weights, sample, kappa, standard_error from own_kappa
),

published as (
    {%- for sample, weights, kappa, standard_error in published %}
    select
        '{{ sample }}' as sample,
        '{{ weights }}' as weights,
        {{ kappa }} as kappa,
        cast({{ standard_error }} as double) as standard_error
    {{- '' if loop.last else ' union all' }}
    {%- endfor %}
)

select
    published.sample,
    published.weights,
    published.kappa as expected,
    computed.kappa,
    computed.standard_error
from published
left join computed
    on published.sample = computed.sample
        and published.weights = computed.weights
where computed.kappa is null
    or abs(computed.kappa - published.kappa) > 1e-9
    or abs(computed.standard_error - published.standard_error) > 1e-9

{# Folds pairs of ratings into Cohen's kappa with the Fleiss-Cohen-Everitt (1969) standard error.
   Observations: observed_at (or observed_on), segments, first_rating, second_rating (1 to `categories`; a record without
   both is no pair), is_mature (boolean). weights = 'linear', 'quadratic' or 'none'.
   Kappa is undefined (null) where chance alone would agree always: everybody in one category. #}
{% macro summarise_kappa(relation, categories, weights='linear', grains=['month', 'quarter', 'trailing'], anchor='observed_at') -%}
, paired as (
    select
        {{ anchor }},
        {{ segments() }},
        case when is_mature then first_rating end as first_rating,
        case when is_mature then second_rating end as second_rating,
        case when is_mature and first_rating is not null and second_rating is not null then 1 else 0 end as pairs,
        case when is_mature then 0 else 1 end as young
    from {{ relation }}
),

{{ sliced_sums('paired', ['pairs', 'young'], by=['first_rating', 'second_rating'], grains=grains, anchor=anchor) }},

totals as (
    select
        {{ slice_columns() }},
        sum(pairs) as pairs,
        sum(young) as young
    from sliced
    group by {{ slice_columns() }}
),

{{ kappa('sliced', slice_columns(), categories, weights) }}

select
    {{ slice_columns('totals') }},
    kappa.kappa as value,
    kappa.kappa - {{ z_95() }} * kappa.standard_error as ci_low,
    kappa.kappa + {{ z_95() }} * kappa.standard_error as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(totals.pairs as bigint) as sample_size,
    cast(totals.young as bigint) as pending
from totals
left join kappa
    on {{ slice_join('totals', 'kappa') }}
{%- endmacro %}

{# Agreement weight of two categories numbered from 1, in whole units, of which `full_agreement` has as many as one:
   sums of whole numbers are exact, so that no order of records leaves a rounding where chance alone would agree as often.
   `weights` may also be a table of weights, one list per category. #}
{% macro agreement_weight(first_rating, second_rating, categories, weights) -%}
    {%- if weights == 'linear' -%}
    cast({{ categories - 1 }} - abs({{ first_rating }} - {{ second_rating }}) as double)
    {%- elif weights == 'quadratic' -%}
    cast({{ (categories - 1) * (categories - 1) }} - ({{ first_rating }} - {{ second_rating }}) * ({{ first_rating }} - {{ second_rating }}) as double)
    {%- elif weights is not string -%}
    (case
        {%- for row in weights %}{% set first = loop.index %}{% for weight in row %}
        when {{ first_rating }} = {{ first }} and {{ second_rating }} = {{ loop.index }} then cast({{ weight }} as double)
        {%- endfor %}{% endfor %}
    end)
    {%- else -%}
    (case when {{ first_rating }} = {{ second_rating }} then cast(1 as double) else cast(0 as double) end)
    {%- endif -%}
{%- endmacro %}

{% macro full_agreement(categories, weights) -%}
    {%- if weights == 'linear' -%}{{ categories - 1 }}
    {%- elif weights == 'quadratic' -%}{{ (categories - 1) * (categories - 1) }}
    {%- else -%}1{%- endif -%}
{%- endmacro %}

{# CTEs ending in `kappa` (kappa, standard_error, observed_agreement, pairs), one row per group, from the number of
   `pairs` per group, first_rating and second_rating. Categories nobody used change nothing.
   `prefix` keeps two calls in one model apart. #}
{% macro kappa(relation, groups, categories, weights='linear', prefix='') -%}
{%- set column_names = groups.replace(' ', '').split(',') -%}
{%- set full = full_agreement(categories, weights) -%}
{{ prefix }}agreement as (
    select
        {{ groups }},
        cast(first_rating as integer) as first_rating,
        cast(second_rating as integer) as second_rating,
        cast(sum(pairs) as double) as pairs,
        cast(sum(sum(pairs)) over (partition by {{ groups }}) as double) as all_pairs
    from {{ relation }}
    where pairs > 0
    group by {{ groups }}, first_rating, second_rating
),

{{ prefix }}first_margins as (
    select {{ groups }}, first_rating, max(all_pairs) as all_pairs, sum(pairs) as pairs
    from {{ prefix }}agreement
    group by {{ groups }}, first_rating
),

{{ prefix }}second_margins as (
    select {{ groups }}, second_rating, sum(pairs) as pairs
    from {{ prefix }}agreement
    group by {{ groups }}, second_rating
),

-- every first category against every second one, whether or not it occurred: what chance would give
{{ prefix }}chance as (
    select
        {% for name in column_names %}first_margins.{{ name }}, {% endfor %}
        first_margins.first_rating,
        second_margins.second_rating,
        first_margins.pairs as first_pairs,
        second_margins.pairs as second_pairs,
        {{ full }} * first_margins.all_pairs as all_units,
        first_margins.all_pairs,
        {{ agreement_weight('first_margins.first_rating', 'second_margins.second_rating', categories, weights) }} as units
    from {{ prefix }}first_margins as first_margins
    inner join {{ prefix }}second_margins as second_margins
        on {% for name in column_names %}first_margins.{{ name }} = second_margins.{{ name }}{{ ' and ' if not loop.last }}{% endfor %}
),

{{ prefix }}weighted as (
    select
        chance.*,
        sum(units * second_pairs) over (partition by {{ groups }}, first_rating) / all_units as first_mean_weight,
        sum(units * first_pairs) over (partition by {{ groups }}, second_rating) / all_units as second_mean_weight,
        sum(units * first_pairs * second_pairs) over (partition by {{ groups }}) / (all_units * all_pairs) as expected_agreement
    from {{ prefix }}chance as chance
),

{{ prefix }}observed as (
    select
        {% for name in column_names %}weighted.{{ name }}, {% endfor %}
        weighted.units / {{ full }} as weight,
        weighted.first_mean_weight,
        weighted.second_mean_weight,
        weighted.expected_agreement,
        agreement.pairs / agreement.all_pairs as share,
        agreement.all_pairs,
        sum(weighted.units * agreement.pairs) over (
            partition by {% for name in column_names %}weighted.{{ name }}{{ ', ' if not loop.last }}{% endfor %}
        ) / weighted.all_units as observed_agreement
    from {{ prefix }}weighted as weighted
    inner join {{ prefix }}agreement as agreement
        on {% for name in column_names %}weighted.{{ name }} = agreement.{{ name }} and {% endfor %}
            weighted.first_rating = agreement.first_rating
            and weighted.second_rating = agreement.second_rating
),

{{ prefix }}moments as (
    select
        {{ groups }},
        max(observed_agreement) as observed_agreement,
        max(expected_agreement) as expected_agreement,
        max(all_pairs) as pairs,
        -- the variance about the mean: a difference of two squares would leave rounding where there is no spread at all
        sum(share * power(
            weight * (1 - expected_agreement) - (first_mean_weight + second_mean_weight) * (1 - observed_agreement)
            - (observed_agreement * expected_agreement - 2 * expected_agreement + observed_agreement), 2
        )) as spread
    from {{ prefix }}observed
    group by {{ groups }}
),

{{ prefix }}kappa as (
    select
        {{ groups }},
        pairs,
        observed_agreement,
        case when 1 - expected_agreement > 1e-12
            then (observed_agreement - expected_agreement) / (1 - expected_agreement) end as kappa,
        case when 1 - expected_agreement > 1e-12
            then sqrt(spread / (pairs * power(1 - expected_agreement, 4))) end as standard_error
    from {{ prefix }}moments
)
{%- endmacro %}

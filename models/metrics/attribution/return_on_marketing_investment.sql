-- One row per campaign and fiscal quarter: gross margin credited to the quarter's touches, against the quarter's spend.
-- Why: whether marketing pays back is asked every year; the answer needs a year of patience and a rule.
select
    {{ slice_columns() }},
    value - 1 as value,
    ci_low - 1 as ci_low,
    ci_high - 1 as ci_high,
    numerator - denominator as numerator,
    denominator,
    sample_size,
    pending
from (
    with observations as (
        select
            period_start as observed_on,
            {% for name in segment_names() -%}
            cast(null as {{ dbt.type_string() }}) as {{ name }},
            {% endfor -%}
            cast(linear * {{ var('gross_margin') }} as decimal(28, 8)) as numerator,
            cast(spend_amount as decimal(28, 8)) as denominator,
            is_mature
        from {{ ref('fct_campaign_returns') }}
    )

    {{ summarise_ratio('observations', interval='log', grains=['quarter'], anchor='observed_on') }}
) as returned

-- One row per opportunity: the source sales names beside the source marketing names, numbered over the agreed list.
-- Why: two records of one fact that disagree make every budget debate a matter of opinion.
{%- set sources = ['marketing', 'sales', 'sdr', 'partner', 'customer'] %}
with observations as (
    select
        created_at as observed_at,
        {{ segments() }},
        {%- for claim in ['sales', 'marketing'] %}
        case
            when {{ claim }}_claimed_source is null then null
            {%- for source in sources %}
            when lower({{ claim }}_claimed_source) = '{{ source }}' then {{ loop.index }}
            {%- endfor %}
            -- any other word is another source
            else {{ sources | length + 1 }}
        end as {{ 'first' if claim == 'sales' else 'second' }}_rating,
        {%- endfor %}
        true as is_mature
    from {{ ref('fct_deals') }}
    where created_at is not null and {{ is_counted_type('source_agreement_kappa') }}
)

{{ summarise_kappa('observations', categories=6, weights='none') }}

-- One row per companion figure of the agreement on sources: pairs, coverage, each function's mix of sources.
-- Why: kappa covers deals both teams claim; how many that is, and what each team says, stands beside it.
{%- set sources = ['marketing', 'sales', 'sdr', 'partner', 'customer', 'other'] %}
with named as (
    select
        created_at as observed_at,
        {{ segments() }},
        {%- for claim in ['sales', 'marketing'] %}
        case
            when lower({{ claim }}_claimed_source) in ('{{ sources | join("', '") }}') then lower({{ claim }}_claimed_source)
            when {{ claim }}_claimed_source is not null then 'other'
        end as {{ claim }}_source
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_deals') }}
    where created_at is not null and {{ is_counted_type('source_agreement_kappa') }}
),

observations as (
    select
        observed_at,
        {{ segments() }},
        'both_claims_share' as detail,
        null as category,
        case when sales_source is not null and marketing_source is not null then 1 else 0 end as part,
        1 as whole,
        1 as records
    from named

    union all

    select
        observed_at,
        {{ segments() }},
        'same_source_share' as detail,
        null as category,
        case when sales_source = marketing_source then 1 else 0 end as part,
        1 as whole,
        1 as records
    from named
    where sales_source is not null and marketing_source is not null
),

-- one record per deal and function, so that the shares need no record per source
sources_named as (
    {%- for claim in ['sales', 'marketing'] %}
    select
        observed_at,
        {{ segments() }},
        'source_named_by_{{ claim }}_share' as detail,
        {{ claim }}_source as category,
        1 as records
    from named
    where {{ claim }}_source is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ sliced_sums('sources_named', ['records'], by=['detail', 'category'], name='sources_in_slices') }}

{{ summarise_details('observations') }}

union all

-- with most claims missing, the pairs that are there say nothing about the rest
select
    {{ slice_columns() }},
    'both_claims_too_rare' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ rounded('100 * ' ~ divide('part', 'whole'), 1) }} as value,
    cast(records as bigint) as sample_size
from sliced
where detail = 'both_claims_share' and part < whole * {{ var('minimum_claim_coverage') }}

union all

select
    {{ slice_columns() }},
    detail,
    category,
    records / nullif(cast(sum(records) over (partition by {{ slice_columns() }}, detail) as double), 0) as value,
    cast(sum(records) over (partition by {{ slice_columns() }}, detail) as bigint) as sample_size
from sources_in_slices

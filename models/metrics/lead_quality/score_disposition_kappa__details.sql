-- One row per companion figure of the agreement: other weightings, raw agreement, share rated, every pair of grades.
-- Why: kappa falls when everybody sits in one grade however well the teams agree, and only rated leads are in it.
with graded as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        lead_score_band as marketing_grade,
        case
            when first_disposition_at is null or first_disposition_at > rating_due_at then null
            when first_disposition_rating in ('A', 'B', 'C', 'D') then first_disposition_rating
            when first_disposition_status in ('qualified', 'converted') then 'A'
            when first_disposition_status = 'accepted' then 'B'
            when first_disposition_reason like 'not!_ready%' escape '!' then 'C'
            when first_disposition_reason like 'wrong!_fit%' escape '!' then 'D'
        end as sales_grade
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
        and lead_score_band in ('A', 'B', 'C', 'D')
        and rating_due_at <= {{ as_of() }}
),

paired as (
    select
        observed_at,
        {{ segments() }},
        case marketing_grade when 'A' then 1 when 'B' then 2 when 'C' then 3 else 4 end as first_rating,
        case sales_grade when 'A' then 1 when 'B' then 2 when 'C' then 3 else 4 end as second_rating,
        1 as pairs
    from graded
    where sales_grade is not null
),

{{ sliced_sums('paired', ['pairs'], by=['first_rating', 'second_rating'], name='pairs_in_slices') }},

{{ kappa('pairs_in_slices', slice_columns(), 4, weights='quadratic', prefix='quadratic_') }},

{{ kappa('pairs_in_slices', slice_columns(), 4, weights='none', prefix='unweighted_') }},

observations as (
    select
        observed_at,
        {{ segments() }},
        'rated_share' as detail,
        null as category,
        case when sales_grade is not null then 1 else 0 end as part,
        1 as whole,
        1 as records
    from graded

    union all

    select
        observed_at,
        {{ segments() }},
        'rated_a_or_b_by_sales_share' as detail,
        null as category,
        case when sales_grade in ('A', 'B') then 1 else 0 end as part,
        1 as whole,
        1 as records
    from graded
    where sales_grade is not null

    union all

    select
        observed_at,
        {{ segments() }},
        'marketing_and_sales_grade' as detail,
        marketing_grade || ' and ' || sales_grade as category,
        1 as part,
        null as whole,
        1 as records
    from graded
    where sales_grade is not null
)

{{ summarise_details('observations') }}

union all

select
    {{ slice_columns() }},
    'kappa_quadratic' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    kappa as value,
    cast(pairs as bigint) as sample_size
from quadratic_kappa

union all

select
    {{ slice_columns() }},
    'kappa_unweighted' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    kappa as value,
    cast(pairs as bigint) as sample_size
from unweighted_kappa

union all

select
    {{ slice_columns() }},
    'same_grade_share' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    observed_agreement as value,
    cast(pairs as bigint) as sample_size
from unweighted_kappa

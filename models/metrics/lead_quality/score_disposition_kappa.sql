-- One row per eligible lead that marketing graded: marketing's grade beside sales' own (1 = A to 4 = D).
-- Why: two teams that grade the same lead differently do not mean the same thing by "good".
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        case lead_score_band when 'A' then 1 when 'B' then 2 when 'C' then 3 when 'D' then 4 end as first_rating,
        -- sales' grade on the first disposition; without one, the verdict itself is read as a grade
        case
            when first_disposition_at is null or first_disposition_at > rating_due_at then null
            when first_disposition_rating = 'A' then 1
            when first_disposition_rating = 'B' then 2
            when first_disposition_rating = 'C' then 3
            when first_disposition_rating = 'D' then 4
            when first_disposition_status in ('qualified', 'converted') then 1
            when first_disposition_status = 'accepted' then 2
            when first_disposition_reason like 'not!_ready%' escape '!' then 3
            when first_disposition_reason like 'wrong!_fit%' escape '!' then 4
        end as second_rating,
        rating_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and lead_score_band is not null
)

{{ summarise_kappa('observations', categories=4, weights='linear') }}

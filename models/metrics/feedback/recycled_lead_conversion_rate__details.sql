-- One row per companion figure of recycled leads: their conversion by grade, beside that of leads in their first pass.
-- Why: whether keeping a lead was worth it shows only against fresh leads of the same grade.
with recycled as (
    select
        recycled_at as observed_at,
        {{ segments() }},
        coalesce(lead_score_band, '(not set)') as band,
        case when returned_at <= return_due_at then 1 else 0 end as is_converted
    from {{ ref('fct_recycled_leads') }}
    where return_due_at <= {{ as_of() }}
),

first_pass as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        coalesce(lead_score_band, '(not set)') as band,
        case
            when first_disposition_status in ('accepted', 'qualified', 'converted')
                and first_disposition_at <= {{ add_days('handed_off_at', horizon('recycled_conversion_days')) }} then 1
            when converted_at <= {{ add_days('handed_off_at', horizon('recycled_conversion_days')) }}
                and (recycled_at is null or converted_at <= recycled_at) then 1
            else 0
        end as is_converted
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
        and {{ add_days('handed_off_at', horizon('recycled_conversion_days')) }} <= {{ as_of() }}
),

-- what the young are heading for, while they are young
waits as (
    select
        recycled_at as observed_at,
        {{ segments() }},
        returned_at as success_at,
        cast(null as timestamp) as other_end_at,
        return_due_at as due_at
    from {{ ref('fct_recycled_leads') }}
),

{{ nowcast('waits', grains=['month', 'quarter']) }},

observations as (
    select
        observed_at,
        {{ segments() }},
        'converted_by_grade' as detail,
        band as category,
        is_converted as part,
        1 as whole,
        1 as records
    from recycled

    union all

    select
        observed_at,
        {{ segments() }},
        'first_pass_converted_by_grade' as detail,
        band as category,
        is_converted as part,
        1 as whole,
        1 as records
    from first_pass

    union all

    select
        observed_at,
        {{ segments() }},
        'first_pass_converted' as detail,
        null as category,
        is_converted as part,
        1 as whole,
        1 as records
    from first_pass
)

{{ summarise_details('observations', grains=['month', 'quarter']) }}

union all

{{ select_nowcast() }}

-- One row per companion figure of conformance: which rule a lead meets, overlap and kappa of both, leads no rule decides, and how
-- old the rules are.
-- Why: whether marketing's rule is the wider one or the two differ altogether decides which one to rewrite.
with judged as (
    select * from {{ ref('fct_lead_definitions') }}
),

-- 1 where every definition asks for columns nobody fills
verdicts as (
    select min(case when has_unfilled then 1 else 0 end) as all_unfilled from judged
),

decided as (
    select
        *,
        case
            when meets_marketing and meets_sales then 'both'
            when meets_marketing then 'marketing only'
            when meets_sales then 'sales only'
            else 'neither'
        end as met
    from judged
    where meets_marketing is not null
        and meets_sales is not null
),

paired as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        case when meets_marketing then 1 else 2 end as first_rating,
        case when meets_sales then 1 else 2 end as second_rating,
        1 as pairs
    from decided
),

{{ sliced_sums('paired', ['pairs'], by=['first_rating', 'second_rating'], name='pairs_in_slices') }},

{{ kappa('pairs_in_slices', slice_columns(), 2, weights='none') }},

-- the definitions of the shared term in force on the last day of a quarter
aged as (
    select
        periods.period_grain,
        periods.period_start,
        lower(trim(definitions.function)) as function,
        {{ date_gap_days('max(definitions.effective_from)', 'max(least(periods.period_end, ' ~ local_date(as_of()) ~ '))') }} as age_days,
        sum(case when definitions.effective_from > {{ add_months('periods.period_end', -12) }} then 1 else 0 end) as new_versions
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('lead_definitions') }} as definitions
        on definitions.effective_from <= periods.period_end
    where periods.period_grain = 'quarter'
        and lower(trim(coalesce(definitions.term, {{ text_var('shared_lead_term') }}))) = lower({{ text_var('shared_lead_term') }})
    group by periods.period_grain, periods.period_start, lower(trim(definitions.function))
),

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        'definitions_met' as detail,
        category,
        case when met = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from decided
    cross join {{ listed(['both', 'marketing only', 'sales only', 'neither']) }} as outcomes

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'definition_jaccard' as detail,
        null as category,
        case when met = 'both' then 1 else 0 end as part,
        1 as whole,
        1 as records
    from decided
    where met <> 'neither'

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'not_evaluable_share' as detail,
        category,
        case
            when meets_definitions is not null then 0
            when category = 'condition not readable' and has_unreadable then 1
            when category = 'attribute missing' and not has_unreadable then 1
            else 0
        end as part,
        1 as whole,
        1 as records
    from judged
    cross join {{ listed(['condition not readable', 'attribute missing']) }} as reasons

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'without_an_owner_share' as detail,
        null as category,
        case when owner_user_id is null and first_assigned_at is null then 1 else 0 end as part,
        1 as whole,
        1 as records
    from judged
    cross join verdicts
    -- beside a rate that is withheld stands only why
    where all_unfilled = 0

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'one_definition_on_file' as detail,
        null as category,
        1 as part,
        1 as whole,
        1 as records
    from judged
    where is_one_sided

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'definitions_name_unfilled_columns' as detail,
        null as category,
        1 as part,
        1 as whole,
        1 as records
    from judged
    cross join verdicts
    where all_unfilled = 1
)

{{ summarise_details('observations') }}

union all

select
    {{ slice_columns() }},
    'definition_kappa' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    kappa as value,
    cast(pairs as bigint) as sample_size
from kappa
where kappa is not null
{%- for detail, column in [('definition_age_days', 'age_days'), ('definition_versions_of_12_months', 'new_versions')] %}

union all

select
    aged.period_grain,
    aged.period_start,
    'all' as segment_by,
    'all' as segment,
    '{{ detail }}' as detail,
    aged.function as category,
    cast(aged.{{ column }} as double) as value,
    cast(1 as bigint) as sample_size
from aged
cross join verdicts
where verdicts.all_unfilled = 0
{%- endfor %}

-- One row per companion figure of feedback latency: share answered within days, the median of answered leads alone,
-- and how much of the feedback arrives in the last days of a quarter.
-- Why: bulk closing at quarter end answers everything late and alike.
with leads as (
    select * from {{ ref('fct_lead_journeys') }} where is_eligible
),

quarters as (
    select * from {{ ref('dim_periods') }} where period_grain = 'quarter'
),

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        greatest({{ days_between('handed_off_at', 'coalesce(first_structured_feedback_at, ' ~ as_of() ~ ')') }}, 0) as elapsed,
        first_structured_feedback_at is not null as is_event
    from leads
),

answers as (
    select
        leads.first_structured_feedback_at as observed_at,
        {{ segments('leads') }},
        case when {{ date_gap_days(local_date('leads.first_structured_feedback_at'), 'quarters.period_end') }} < 3 then 1 else 0 end
            as last_days,
        1 as answered
    from leads
    inner join quarters
        on {{ local_date('leads.first_structured_feedback_at') }} between quarters.period_start and quarters.period_end
),

{{ sliced_sums('answers', ['last_days', 'answered'], grains=['quarter'], name='answers_in_slices') }}

{{ summarise_survival_details('observations', unit='days', within=[5, 14], finished='answered') }}

union all

select
    {{ slice_columns() }},
    'answered_in_last_3_days_of_quarter' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ divide('last_days', 'answered') }} as value,
    cast(answered as bigint) as sample_size
from answers_in_slices

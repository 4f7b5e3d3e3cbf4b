-- One row per companion figure of calibration: each grade, worked leads alone, mean errors, and too small an expectation.
-- Why: an overall 1 can hide a grade that is twice too hopeful beside one that is half as good as it is.
with waits as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        converted_at as success_at,
        first_rejected_at as other_end_at,
        opportunity_due_at as due_at,
        cast(predicted_conversion_probability as decimal(18, 12)) as expected
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
        and predicted_conversion_probability is not null
),

{{ nowcast('waits', grains=['month', 'quarter'], per_expected=true) }},

matured as (
    select
        *,
        cast(predicted_conversion_probability as decimal(18, 12)) as predicted,
        case when converted_at <= opportunity_due_at then 1 else 0 end as converted,
        coalesce(lead_score_band, '(not set)') as band
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
        and predicted_conversion_probability is not null
        and opportunity_due_at <= {{ as_of() }}
),

compared as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        band,
        converted as observed,
        predicted as expected,
        cast(power(cast(predicted as double) - converted, 2) as decimal(18, 12)) as squared_error,
        case when first_touch_hours <= sla_hours then converted else 0 end as worked_observed,
        case when first_touch_hours <= sla_hours then predicted else 0 end as worked_expected,
        case when first_touch_hours <= sla_hours then 1 else 0 end as worked,
        1 as leads
    from matured
),

{{ sliced_sums(
    'compared',
    ['observed', 'expected', 'squared_error', 'worked_observed', 'worked_expected', 'worked', 'leads'],
    by=['band'],
    grains=['month', 'quarter'],
) }},

overall as (
    select
        {{ slice_columns() }},
        sum(leads) as leads,
        cast(sum(observed) as double) as observed,
        cast(sum(expected) as double) as expected,
        {{ divide('sum(squared_error)', 'sum(leads)') }} as brier_score,
        sum(abs(cast(observed as double) - cast(expected as double))) / nullif(sum(leads), 0) as calibration_error,
        {{ divide('sum(worked_observed)', 'sum(worked_expected)') }} as ratio_among_worked,
        cast(sum(worked_expected) as double) as expected_among_worked,
        sum(worked) as worked
    from sliced
    group by {{ slice_columns() }}
),

ended_periods as (
    select period_grain, period_start from {{ ref('dim_periods') }} where is_closed
),

figures as (
    select
        {{ slice_columns() }},
        'observed_to_expected_by_grade' as detail,
        band as category,
        {{ divide('observed', 'expected') }} as value,
        cast(leads as bigint) as sample_size
    from sliced

    union all

    select
        {{ slice_columns() }},
        'observed_to_expected_among_worked' as detail,
        cast(null as {{ dbt.type_string() }}) as category,
        ratio_among_worked as value,
        cast(worked as bigint) as sample_size
    from overall

    union all

    select
        {{ slice_columns() }},
        'expected_among_worked' as detail,
        cast(null as {{ dbt.type_string() }}) as category,
        expected_among_worked as value,
        cast(worked as bigint) as sample_size
    from overall
    where period_grain = 'quarter'

    union all

    select
        {{ slice_columns() }},
        'expected_calibration_error' as detail,
        cast(null as {{ dbt.type_string() }}) as category,
        calibration_error as value,
        cast(leads as bigint) as sample_size
    from overall

    union all

    -- what is scored: as far from 1 whichever way it errs
    select
        {{ slice_columns() }},
        'log_distance_from_1' as detail,
        cast(null as {{ dbt.type_string() }}) as category,
        case when observed > 0 and expected > 0 then abs(ln(observed / expected)) end as value,
        cast(leads as bigint) as sample_size
    from overall

    union all

    select
        {{ slice_columns() }},
        'brier_score' as detail,
        cast(null as {{ dbt.type_string() }}) as category,
        brier_score as value,
        cast(leads as bigint) as sample_size
    from overall

    union all

    select
        {{ slice_columns('overall') }},
        'expected_opportunities_below_minimum' as detail,
        cast(null as {{ dbt.type_string() }}) as category,
        {{ rounded('overall.expected', 1) }} as value,
        cast(overall.leads as bigint) as sample_size
    from overall
    inner join ended_periods
        on overall.period_grain = ended_periods.period_grain
            and overall.period_start = ended_periods.period_start
    where overall.expected < {{ var('calibration_min_expected') }}
)

select * from figures
where value is not null

union all

{{ select_nowcast() }}

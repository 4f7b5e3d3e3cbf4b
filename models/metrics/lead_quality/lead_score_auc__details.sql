-- One row per companion figure of the score's ranking power: by score version, among leads worked in time, and events; versions
-- that came into use.
-- Why: sales works high scores harder, so part of the power is self-fulfilling; leads treated alike show the rest.
with scored as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        cast(lead_score as double) as score,
        coalesce(score_model_version, '(not set)') as score_model_version,
        coalesce(first_touch_hours <= sla_hours, false) as is_worked_in_time,
        coalesce(converted_at <= opportunity_due_at, false) as is_event,
        opportunity_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and lead_score is not null
),

compared as (
    select *, 'auc_by_score_version' as detail, score_model_version as category from scored where is_mature

    union all

    select *, 'auc_among_worked_in_time' as detail, '' as category from scored where is_mature and is_worked_in_time
),

{{ numbered_slices('compared', ['score', 'is_event'], by=['detail', 'category'], grains=['month', 'quarter']) }},

{{ area_under_curve('sliced', 'slice') }},

counted as (
    select
        observed_at,
        {{ segments() }},
        case when is_mature and is_event then 1 else 0 end as events,
        case when is_mature and not is_event then 1 else 0 end as non_events,
        case when is_mature then 0 else 1 end as young
    from scored
),

{{ sliced_sums('counted', ['events', 'non_events', 'young'], grains=['month', 'quarter'], name='outcomes') }},

-- the first version on record replaced nothing
versions as (
    select
        score_model_version,
        {{ local_date('min(observed_at)') }} as first_on,
        row_number() over (order by min(observed_at)) as place
    from scored
    where score_model_version <> '(not set)'
    group by score_model_version
),

ended_periods as (
    select period_grain, period_start from {{ ref('dim_periods') }} where is_closed
)

select
    {{ slice_columns('names') }},
    names.detail,
    nullif(names.category, '') as category,
    area_under_curve.area as value,
    cast(area_under_curve.events + area_under_curve.non_events as bigint) as sample_size
from area_under_curve
inner join sliced_names as names
    on area_under_curve.slice = names.slice
where area_under_curve.area is not null

union all

-- the company's quarters say whether their leads are good by these, so their number is told with them
select
    {{ slice_columns('names') }},
    'converted_among_worked_in_time' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(area_under_curve.events as double) as value,
    cast(area_under_curve.events + area_under_curve.non_events as bigint) as sample_size
from area_under_curve
inner join sliced_names as names
    on area_under_curve.slice = names.slice
where names.detail = 'auc_among_worked_in_time'
    and names.period_grain = 'quarter'

union all

select
    {{ slice_columns() }},
    'converted_leads' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(events as double) as value,
    cast(events + non_events as bigint) as sample_size
from outcomes
where events + non_events > 0

union all

-- too few of either kind to rank one against the other, in a period that has ended; young leads may still mend that
select
    {{ slice_columns('outcomes') }},
    case
        when least(outcomes.events, outcomes.non_events) + outcomes.young < {{ var('auc_min_outcomes') }}
            then 'rarer_outcome_below_minimum'
        else 'rarer_outcome_not_yet_enough'
    end as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(least(outcomes.events, outcomes.non_events) as double) as value,
    cast(outcomes.events + outcomes.non_events as bigint) as sample_size
from outcomes
inner join ended_periods
    on outcomes.period_grain = ended_periods.period_grain
        and outcomes.period_start = ended_periods.period_start
where least(outcomes.events, outcomes.non_events) < {{ var('auc_min_outcomes') }}

union all

select
    periods.period_grain,
    periods.period_start,
    'all' as segment_by,
    'all' as segment,
    'new_score_versions_of_12_months' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(sum(case when versions.place > 1 and versions.first_on > {{ add_months('periods.period_end', -12) }} then 1 else 0 end) as double)
        as value,
    cast(count(*) as bigint) as sample_size
from {{ ref('dim_periods') }} as periods
inner join versions
    on versions.first_on <= periods.period_end
where periods.period_grain = 'quarter'
group by periods.period_grain, periods.period_start

-- One row per fiscal quarter: how far the less confident of the two functions believes in its goals, in points of 100.
-- Why: people who do not believe a goal can be reached stop trying for it, and for its neighbour.
with answers as (
    select * from {{ ref('fct_survey_answers') }}
    where question_code in ('goal_confidence', 'goal_commitment', 'org_commitment', 'goals_compatible')
),

respondents as (
    select
        quarter_start,
        function,
        respondent_key,
        avg(points) as points
    from answers
    group by quarter_start, function, respondent_key
),

functions as (
    select
        quarter_start,
        function,
        count(*) as respondents,
        avg(points) as mean_points,
        sqrt(var_samp(points) / count(*)) as standard_error,
        {{ whole_degrees_of_freedom('count(*) - 1') }} as degrees_of_freedom,
        row_number() over (partition by quarter_start order by avg(points), function) as lowness,
        count(*) over (partition by quarter_start) as functions
    from respondents
    group by quarter_start, function
)

select
    'quarter' as period_grain,
    functions.quarter_start as period_start,
    'all' as segment_by,
    'all' as segment,
    case when functions.functions = 2 then functions.mean_points end as value,
    case when functions.functions = 2
        then greatest(functions.mean_points - t_quantiles.t_95 * functions.standard_error, 0) end as ci_low,
    case when functions.functions = 2
        then least(functions.mean_points + t_quantiles.t_95 * functions.standard_error, 100) end as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(functions.respondents as bigint) as sample_size,
    cast(0 as bigint) as pending
from functions
left join {{ ref('t_quantiles') }} as t_quantiles
    on functions.degrees_of_freedom = t_quantiles.degrees_of_freedom
where functions.lowness = 1

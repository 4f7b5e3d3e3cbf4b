-- One row per companion figure of goal confidence: each function's score and answers, the response, turnover in sales.
-- Why: the demotivated do not answer, and some have left; fewer than five answers are never shown.
{%- set least = var('minimum_respondents') %}
with answers as (
    select * from {{ ref('fct_survey_answers') }}
    where question_code in ('goal_confidence', 'goal_commitment', 'org_commitment', 'goals_compatible')
),

owners as (
    select * from {{ ref('dim_owners') }} where function = 'sales'
),

respondents as (
    select
        quarter_start,
        function,
        respondent_key,
        avg(points) as points,
        max(function_people) as function_people
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
        {{ divide('count(*)', 'max(function_people)') }} as response_share
    from respondents
    group by quarter_start, function
),

bounded as (
    select
        functions.*,
        t_quantiles.t_95 * functions.standard_error as margin
    from functions
    left join {{ ref('t_quantiles') }} as t_quantiles
        on functions.degrees_of_freedom = t_quantiles.degrees_of_freedom
),

items as (
    select
        quarter_start,
        function,
        question_code,
        avg(points) as mean_points,
        count(*) as respondents
    from answers
    group by quarter_start, function, question_code
),

quarters as (
    select distinct quarter_start, quarter_end from answers
),

-- sellers there a year before the quarter's end, and those of them who have left since
turnover as (
    select
        quarters.quarter_start,
        count(*) as sellers,
        sum(case when owners.left_on <= quarters.quarter_end then 1 else 0 end) as leavers
    from quarters
    inner join owners
        on owners.hired_on <= {{ add_months('quarters.quarter_end', -12) }}
            and (owners.left_on is null or owners.left_on > {{ add_months('quarters.quarter_end', -12) }})
    group by quarters.quarter_start
),

listed as (
    select quarter_start, 'function_score' as detail, function as category, mean_points as value, respondents
    from bounded
    where respondents >= {{ least }}
    union all
    select quarter_start, 'function_score_low', function, greatest(mean_points - margin, 0), respondents
    from bounded
    where respondents >= {{ least }}
    union all
    select quarter_start, 'function_score_high', function, least(mean_points + margin, 100), respondents
    from bounded
    where respondents >= {{ least }}
    union all
    select quarter_start, 'item_score', function || ' ' || question_code, mean_points, respondents
    from items
    where respondents >= {{ least }}
    union all
    select quarter_start, 'response_share', function, response_share, respondents
    from functions
    where response_share is not null
    union all
    select quarter_start, 'sales_turnover_12_months', null, {{ divide('leavers', 'sellers') }}, sellers
    from turnover
    where sellers >= {{ least }}
    union all
    select quarter_start, 'respondents_below_minimum', null, min(respondents), sum(respondents)
    from functions
    group by quarter_start
    having min(respondents) < {{ least }}
    union all
    select quarter_start, 'response_rate_too_low', null, {{ rounded('100 * min(response_share)', 1) }}, sum(respondents)
    from functions
    group by quarter_start
    having min(response_share) < {{ var('minimum_response_share') }}
)

select
    'quarter' as period_grain,
    quarter_start as period_start,
    'all' as segment_by,
    'all' as segment,
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    cast(value as double) as value,
    cast(respondents as bigint) as sample_size
from listed

-- One row per fiscal quarter and survey item both functions answered in sufficient number: how far apart they see it.
-- Why: the gap of each item, its error and its shares of the top two answers are read by the headline and its companions.
with answers as (
    select * from {{ ref('fct_survey_answers') }}
    where question_code in ('lead_quality', 'follow_up', 'credibility', 'feedback', 'recognition', 'market_knowledge', 'trust')
),

sides as (
    select
        quarter_start,
        question_code,
        function,
        count(*) as respondents,
        avg(points) as mean_points,
        var_samp(points) as variance,
        sum(case when is_top_two then 1 else 0 end) as top_two
    from answers
    group by quarter_start, question_code, function
)

select
    marketing.quarter_start,
    marketing.question_code,
    marketing.respondents as marketing_respondents,
    sales.respondents as sales_respondents,
    marketing.mean_points as marketing_points,
    sales.mean_points as sales_points,
    marketing.top_two as marketing_top_two,
    sales.top_two as sales_top_two,
    marketing.mean_points - sales.mean_points as gap,
    sqrt(marketing.variance / marketing.respondents + sales.variance / sales.respondents) as standard_error,
    -- Welch-Satterthwaite; where nobody differs from anybody the error is 0 and its degrees do not matter
    coalesce(
        power(marketing.variance / marketing.respondents + sales.variance / sales.respondents, 2)
        / nullif(
            power(marketing.variance / marketing.respondents, 2) / nullif(marketing.respondents - 1, 0)
            + power(sales.variance / sales.respondents, 2) / nullif(sales.respondents - 1, 0), 0
        ), 1
    ) as degrees_of_freedom
from sides as marketing
inner join sides as sales
    on marketing.quarter_start = sales.quarter_start
        and marketing.question_code = sales.question_code
        and sales.function = 'sales'
where marketing.function = 'marketing'
    and marketing.respondents >= {{ var('minimum_respondents') }}
    and sales.respondents >= {{ var('minimum_respondents') }}

-- One row per fiscal quarter: how far apart the two functions see the same things, in points of 100, mean over items.
-- Why: what one side thinks it delivers and the other thinks it gets is where blame starts.
with answers as (
    select * from {{ ref('fct_survey_answers') }}
    where question_code in ('lead_quality', 'follow_up', 'credibility', 'feedback', 'recognition', 'market_knowledge', 'trust')
),

items as (
    select * from {{ ref('fct_perception_items') }}
),

gaps as (
    select
        quarter_start,
        avg(abs(gap)) as mean_gap,
        count(*) as items
    from items
    group by quarter_start
),

respondents as (
    select
        quarter_start,
        function,
        count(distinct respondent_key) as respondents
    from answers
    group by quarter_start, function
),

-- The same people answer all items, so items err together. What each respondent adds to the mean gap (its linearised
-- part) carries that; with one item it is Welch's test exactly.
parts as (
    select
        answers.quarter_start,
        answers.function,
        answers.respondent_key,
        sum(
            case when items.gap < 0 then -1 else 1 end
            * (answers.points - case answers.function when 'sales' then items.sales_points else items.marketing_points end)
            / nullif(cast(case answers.function when 'sales' then items.sales_respondents else items.marketing_respondents end as double), 0)
        ) / max(gaps.items) as part
    from answers
    inner join items
        on answers.quarter_start = items.quarter_start
            and answers.question_code = items.question_code
    inner join gaps
        on answers.quarter_start = gaps.quarter_start
    group by answers.quarter_start, answers.function, answers.respondent_key
),

variances as (
    select
        quarter_start,
        function,
        sum(part * part) * count(*) / nullif(count(*) - 1, 0) as variance,
        count(*) - 1 as degrees
    from parts
    group by quarter_start, function
),

errors as (
    select
        quarter_start,
        sqrt(sum(variance)) as standard_error,
        {{ whole_degrees_of_freedom('coalesce(power(sum(variance), 2) / nullif(sum(power(variance, 2) / nullif(degrees, 0)), 0), 1)') }}
            as degrees_of_freedom
    from variances
    group by quarter_start
),

counted as (
    select quarter_start, sum(respondents) as respondents from respondents group by quarter_start
)

select
    'quarter' as period_grain,
    counted.quarter_start as period_start,
    'all' as segment_by,
    'all' as segment,
    gaps.mean_gap as value,
    greatest(gaps.mean_gap - t_quantiles.t_95 * errors.standard_error, 0) as ci_low,
    least(gaps.mean_gap + t_quantiles.t_95 * errors.standard_error, 100) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(counted.respondents as bigint) as sample_size,
    cast(0 as bigint) as pending
from counted
left join gaps
    on counted.quarter_start = gaps.quarter_start
left join errors
    on counted.quarter_start = errors.quarter_start
left join {{ ref('t_quantiles') }} as t_quantiles
    on errors.degrees_of_freedom = t_quantiles.degrees_of_freedom

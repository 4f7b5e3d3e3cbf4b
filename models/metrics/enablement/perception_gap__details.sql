-- One row per companion figure of the perception gap: the gap without its bias, each item's gap, levels and overlap.
-- Why: with few answers a gap appears by chance, and two sides equally gloomy have none; fewer than five answers are never shown.
with items as (
    select * from {{ ref('fct_perception_items') }}
),

answers as (
    select * from {{ ref('fct_survey_answers') }}
),

bounded as (
    select
        items.*,
        t_quantiles.t_95 * items.standard_error as margin,
        {{ divide('items.marketing_top_two', 'items.marketing_respondents') }} as marketing_share,
        {{ divide('items.sales_top_two', 'items.sales_respondents') }} as sales_share,
        {%- for side in ['low', 'high'] %}
        {{ wilson_limit('items.marketing_top_two', 'items.marketing_respondents', side) }} as marketing_share_{{ side }},
        {{ wilson_limit('items.sales_top_two', 'items.sales_respondents', side) }} as sales_share_{{ side }},
        {%- endfor %}
        items.marketing_respondents + items.sales_respondents as respondents
    from items
    left join {{ ref('t_quantiles') }} as t_quantiles
        on {{ whole_degrees_of_freedom('items.degrees_of_freedom') }} = t_quantiles.degrees_of_freedom
),

-- Cliff's delta is twice the area under the curve of one side's answers against the other's, less 1
scored as (
    select
        answers.quarter_start,
        answers.question_code,
        answers.points as score,
        answers.function = 'marketing' as is_event
    from answers
    inner join items
        on answers.quarter_start = items.quarter_start
            and answers.question_code = items.question_code
),

{{ area_under_curve('scored', 'quarter_start, question_code') }},

all_respondents as (
    select
        quarter_start,
        function,
        count(distinct respondent_key) as respondents
    from answers
    where question_code in ('lead_quality', 'follow_up', 'credibility', 'feedback', 'recognition', 'market_knowledge', 'trust')
    group by quarter_start, function
),

listed as (
    -- |difference| of two noisy means is too large by about its mean under no difference, sqrt(2/pi) standard errors
    select
        quarter_start,
        'bias_corrected_gap' as detail,
        null as category,
        avg(greatest(abs(gap) - sqrt(2 / pi()) * standard_error, 0)) as value,
        max(respondents) as respondents
    from bounded
    group by quarter_start
    union all
    select quarter_start, 'item_gap', question_code, gap, respondents from bounded
    union all
    select quarter_start, 'item_gap_low', question_code, gap - margin, respondents from bounded
    union all
    select quarter_start, 'item_gap_high', question_code, gap + margin, respondents from bounded
    union all
    select quarter_start, 'item_level', 'marketing ' || question_code, marketing_points, marketing_respondents from bounded
    union all
    select quarter_start, 'item_level', 'sales ' || question_code, sales_points, sales_respondents from bounded
    union all
    select quarter_start, 'top_two_gap', question_code, marketing_share - sales_share, respondents from bounded
    union all
    -- Newcombe (1998), from the Wilson limits of the two shares
    select
        quarter_start, 'top_two_gap_low', question_code,
        marketing_share - sales_share - sqrt(power(marketing_share - marketing_share_low, 2) + power(sales_share_high - sales_share, 2)),
        respondents
    from bounded
    union all
    select
        quarter_start, 'top_two_gap_high', question_code,
        marketing_share - sales_share + sqrt(power(marketing_share_high - marketing_share, 2) + power(sales_share - sales_share_low, 2)),
        respondents
    from bounded
    union all
    select quarter_start, 'cliffs_delta', question_code, 2 * area - 1, events + non_events from area_under_curve
    union all
    -- how aligned people say the company is: beside the index it shows who knows
    select quarter_start, 'self_rated_alignment', null, avg(points), count(*)
    from answers
    where question_code = 'self_rated_alignment'
    group by quarter_start
    -- the mean of all would give away that of a function too small to show
    having least(count(case when function = 'sales' then 1 end), count(case when function = 'marketing' then 1 end))
        >= {{ var('minimum_respondents') }}
    union all
    select quarter_start, 'self_rated_alignment', function, avg(points), count(*)
    from answers
    where question_code = 'self_rated_alignment'
    group by quarter_start, function
    having count(*) >= {{ var('minimum_respondents') }}
    union all
    -- whatever else was asked: the sponsor, the common story, the wish to be aligned
    select quarter_start, 'other_item_level', function || ' ' || question_code, avg(points), count(*)
    from answers
    where question_code not in (
        'lead_quality', 'follow_up', 'credibility', 'feedback', 'recognition', 'market_knowledge', 'trust', 'self_rated_alignment',
        'goal_confidence', 'goal_commitment', 'org_commitment', 'goals_compatible'
    )
    group by quarter_start, function, question_code
    having count(*) >= {{ var('minimum_respondents') }}
    union all
    select quarter_start, 'respondents_below_minimum', null, case when count(*) = 2 then min(respondents) else 0 end, sum(respondents)
    from all_respondents
    group by quarter_start
    having count(*) < 2 or min(respondents) < {{ var('minimum_respondents') }}
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

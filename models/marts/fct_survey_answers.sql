-- One row per fiscal quarter, respondent and question of the survey wave the quarter is judged on: the answer in points.
-- Why: a wave speaks for its own quarter and the two after it, until a newer one is there.
with survey_responses as (
    select * from {{ ref('survey_responses') }} where score is not null and lower(function) in ('sales', 'marketing')
),

users as (
    select * from {{ ref('users') }}
),

quarters as (
    select
        period_start,
        period_end,
        row_number() over (order by period_start) as position
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

-- a wave is dated by its last answer
waves as (
    select
        waves.survey_wave,
        waves.answered_on,
        quarters.position
    from (
        select survey_wave, {{ local_date('max(submitted_at)') }} as answered_on
        from survey_responses
        group by survey_wave
    ) as waves
    inner join quarters
        on waves.answered_on between quarters.period_start and quarters.period_end
),

chosen as (
    select
        quarters.period_start as quarter_start,
        quarters.period_end as quarter_end,
        waves.survey_wave,
        waves.answered_on,
        row_number() over (partition by quarters.period_start order by waves.answered_on desc, waves.survey_wave desc) as newness
    from quarters
    inner join waves
        on waves.position between quarters.position - {{ var('survey_carried_quarters') }} and quarters.position
),

-- people of each function on the day of the last answer; 0 where the data does not list them
present as (
    select
        waves.survey_wave,
        lower(users.function) as function,
        count(*) as people
    from waves
    inner join users
        on (users.hired_on is null or users.hired_on <= waves.answered_on)
            and (users.left_on is null or users.left_on > waves.answered_on)
    group by waves.survey_wave, lower(users.function)
),

-- an answer given twice counts once, as its mean; an answer without a respondent is a respondent of its own
answered as (
    select
        survey_wave,
        lower(function) as function,
        coalesce(respondent_key, response_id) as respondent_key,
        question_code,
        avg(score) as score,
        max(coalesce(scale_max, 5)) as scale_max
    from survey_responses
    group by survey_wave, lower(function), coalesce(respondent_key, response_id), question_code
)

select
    chosen.quarter_start,
    chosen.quarter_end,
    answered.survey_wave,
    chosen.answered_on,
    answered.function,
    answered.respondent_key,
    answered.question_code,
    100 * {{ divide('answered.score - 1', 'answered.scale_max - 1') }} as points,
    answered.score,
    answered.score >= answered.scale_max - 1 as is_top_two,
    coalesce(present.people, 0) as function_people
from answered
inner join chosen
    on answered.survey_wave = chosen.survey_wave
        and chosen.newness = 1
left join present
    on answered.survey_wave = present.survey_wave
        and answered.function = present.function

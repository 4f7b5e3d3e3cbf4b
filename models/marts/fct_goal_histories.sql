-- One row per fiscal quarter, owner with at least two goals in it, goal, and each of the eight quarters before: the result
-- then beside the target now.
-- Why: whether a combination of goals is possible at all is answered by the owner's own record.
{%- set periods = var('goal_history_periods') %}
with goals as (
    select * from {{ ref('fct_goals') }} where owner_id is not null
),

quarters as (
    select
        period_start,
        period_end,
        row_number() over (order by period_start) as position
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

-- of several goals of a kind that end in one quarter, the last counts
placed as (
    select
        {{ segments('goals') }},
        goals.owner_type,
        goals.owner_id,
        goals.goal_metric,
        goals.target_value,
        goals.actual_value,
        goals.better,
        quarters.period_start as quarter_start,
        quarters.position,
        row_number() over (
            partition by goals.owner_type, goals.owner_id, goals.goal_metric, quarters.period_start
            order by goals.period_start desc, goals.goal_id asc
        ) as recency
    from goals
    inner join quarters
        on goals.period_end between quarters.period_start and quarters.period_end
),

compared as (
    select
        {{ segments('current_goal') }},
        current_goal.quarter_start,
        current_goal.owner_type,
        current_goal.owner_id,
        current_goal.goal_metric,
        current_goal.target_value,
        coalesce(current_goal.better, 'higher') as better,
        past_goal.quarter_start as past_quarter_start,
        past_goal.actual_value,
        case
            when current_goal.better = 'lower' then past_goal.actual_value <= current_goal.target_value
            else past_goal.actual_value >= current_goal.target_value
        end as would_have_met
    from placed as current_goal
    left join placed as past_goal
        on current_goal.owner_type = past_goal.owner_type
            and current_goal.owner_id = past_goal.owner_id
            and current_goal.goal_metric = past_goal.goal_metric
            and past_goal.position between current_goal.position - {{ periods }} and current_goal.position - 1
            and past_goal.recency = 1
            and past_goal.actual_value is not null
    where current_goal.recency = 1
        and current_goal.target_value is not null
),

-- an owner speaks only with at least two goals and a full record of every one of them
complete_owners as (
    select
        quarter_start,
        owner_type,
        owner_id
    from compared
    group by quarter_start, owner_type, owner_id
    having count(distinct goal_metric) >= 2
        and count(past_quarter_start) = {{ periods }} * count(distinct goal_metric)
)

select compared.*
from compared
inner join complete_owners
    on compared.quarter_start = complete_owners.quarter_start
        and compared.owner_type = complete_owners.owner_type
        and compared.owner_id = complete_owners.owner_id

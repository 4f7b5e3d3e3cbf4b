-- One row per companion figure of attainability: how far single targets reach beyond the owner's own record.
-- Why: difficult is fine; it is the combination that must be possible.
with histories as (
    select * from {{ ref('fct_goal_histories') }}
),

-- what an owner sustained: exceeded in one quarter of ten; for goals where less is better, from the other side
single_goals as (
    select
        {{ segments() }},
        quarter_start,
        owner_type,
        owner_id,
        goal_metric,
        case max(better)
            when 'lower' then {{ divide('percentile_cont(0.1) within group (order by actual_value)', 'max(target_value)') }}
            else {{ divide('max(target_value)', 'percentile_cont(0.9) within group (order by actual_value)') }}
        end as stretch_ratio,
        sum(case when would_have_met then 1 else 0 end) as periods_met,
        count(*) as periods
    from histories
    group by {{ segments() }}, quarter_start, owner_type, owner_id, goal_metric
),

sliced as (
    {{ fan_out('single_goals', ['owner_type', 'owner_id', 'goal_metric', 'stretch_ratio', 'periods_met', 'periods'], ['quarter']) }}
)

select
    {{ slice_columns() }},
    'target_to_sustained_ratio' as detail,
    goal_metric as category,
    avg(stretch_ratio) as value,
    cast(sum(periods) as bigint) as sample_size
from sliced
where stretch_ratio is not null
group by {{ slice_columns() }}, goal_metric

union all

select
    {{ slice_columns() }},
    'single_goal_attainability' as detail,
    goal_metric as category,
    {{ divide('sum(periods_met)', 'sum(periods)') }} as value,
    cast(sum(periods) as bigint) as sample_size
from sliced
group by {{ slice_columns() }}, goal_metric

union all

select
    {{ slice_columns() }},
    'goals_within_reach_share' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    avg(case when stretch_ratio <= 1 then cast(1 as double) else cast(0 as double) end) as value,
    cast(count(*) as bigint) as sample_size
from sliced
where stretch_ratio is not null
group by {{ slice_columns() }}

union all

select
    {{ slice_columns() }},
    'owners_with_a_full_record' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(count(distinct owner_type || ' ' || owner_id) as double) as value,
    cast(sum(periods) as bigint) as sample_size
from sliced
group by {{ slice_columns() }}

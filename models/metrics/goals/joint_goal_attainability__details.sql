-- One row per companion figure of attainability: how far single targets reach beyond the owner's own record, and the joint
-- figure with bookings targets moved back along the trend where the company grows or shrinks.
-- Why: difficult is fine; it is the combination that must be possible, and the past of a growing company understates it.
{%- set periods = var('goal_history_periods') %}
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
),

-- what was won in each fiscal quarter the record holds whole, renewals aside
quarters as (
    select
        period_start,
        period_end,
        row_number() over (order by period_start) as position
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

won as (
    select closed_on, amount
    from {{ ref('fct_deals') }}
    where is_won
        and closed_on is not null
        and coalesce(opportunity_type, 'new') <> 'renewal'
),

booked as (
    select
        quarters.position,
        cast(coalesce(sum(won.amount), 0) as double) as amount
    from quarters
    cross join (select min(closed_on) as closed_on from won) as first_win
    left join won
        on won.closed_on between quarters.period_start and quarters.period_end
    where quarters.period_start >= first_win.closed_on
    group by quarters.position
),

-- the same quarters before each reporting one that its goals are held against
records as (
    select
        quarters.period_start as quarter_start,
        quarters.position as reporting_position,
        booked.position,
        booked.amount
    from quarters
    inner join booked
        on booked.position between quarters.position - {{ periods }} and quarters.position - 1
),

slopes as (
    select
        earlier.quarter_start,
        earlier.reporting_position,
        percentile_cont(0.5) within group (
            order by (later.amount - earlier.amount) / nullif(cast(later.position - earlier.position as double), 0)
        ) as slope,
        abs(sum(sign(later.amount - earlier.amount))) as mann_kendall_s
    from records as earlier
    inner join records as later
        on earlier.quarter_start = later.quarter_start
            and earlier.position < later.position
    group by earlier.quarter_start, earlier.reporting_position
    having count(*) = {{ periods * (periods - 1) // 2 }}
),

-- a trend is one where Mann and Kendall's test says so at 90 %, two-sided, as for the plateau detector; its line runs through the
-- median of the residuals
trends as (
    select
        slopes.quarter_start,
        slopes.reporting_position,
        slopes.slope,
        percentile_cont(0.5) within group (order by records.amount - slopes.slope * records.position) as intercept
    from slopes
    inner join records
        on slopes.quarter_start = records.quarter_start
    where (slopes.mann_kendall_s - 1) / sqrt({{ periods * (periods - 1) * (2 * periods + 5) }} / 18e0) > 1.6448536269514722
    group by slopes.quarter_start, slopes.reporting_position, slopes.slope
),

levels as (
    select
        trends.quarter_start,
        quarters.period_start as past_quarter_start,
        trends.slope / nullif(trends.intercept + trends.slope * trends.reporting_position, 0) as growth,
        (trends.intercept + trends.slope * quarters.position)
            / nullif(trends.intercept + trends.slope * trends.reporting_position, 0) as level,
        min(trends.intercept + trends.slope * quarters.position) over (partition by trends.quarter_start) as lowest
    from trends
    inner join quarters
        on quarters.position between trends.reporting_position - {{ periods }} and trends.reporting_position
),

-- only targets for bookings move with bookings: a share of list price does not
trended as (
    select
        {{ segments('histories') }},
        histories.quarter_start,
        histories.owner_type,
        histories.owner_id,
        histories.past_quarter_start,
        max(levels.growth) as growth,
        min(case
            when histories.goal_metric in ('bookings', 'new_bookings') and histories.better <> 'lower'
                then case when {{ reaches('histories.actual_value', 'histories.target_value * levels.level') }} then 1 else 0 end
            when histories.would_have_met then 1
            else 0
        end) as met
    from histories
    inner join levels
        on histories.quarter_start = levels.quarter_start
            and histories.past_quarter_start = levels.past_quarter_start
            and levels.lowest > 0
    group by {{ segments('histories') }}, histories.quarter_start, histories.owner_type, histories.owner_id, histories.past_quarter_start
),

trended_sliced as (
    {{ fan_out('trended', ['growth', 'met'], ['quarter']) }}
),

trended_sums as (
    select
        {{ slice_columns() }},
        max(growth) as growth,
        sum(met) as met,
        count(*) as periods
    from trended_sliced
    group by {{ slice_columns() }}
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
{%- for detail, value in [
    ('joint_attainability_at_trend', divide('met', 'periods')),
    ('joint_attainability_at_trend_low', wilson_limit('met', 'periods', 'low')),
    ('joint_attainability_at_trend_high', wilson_limit('met', 'periods', 'high')),
    ('bookings_growth_per_quarter_rate', 'growth'),
] %}

union all

select
    {{ slice_columns() }},
    '{{ detail }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    cast({{ value }} as double) as value,
    cast(periods as bigint) as sample_size
from trended_sums
{%- endfor %}

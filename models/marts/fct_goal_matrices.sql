-- One row per fiscal quarter, company or region: team-quarters by whether the bookings goal and the price goal were met,
-- over the quarter and the seven before it.
-- Why: goals that win at each other's expense show as a matrix with empty corners.
with goals as (
    select * from {{ ref('fct_goals') }}
    where owner_type = 'team'
        and is_met is not null
        and {{ add_days('period_end', 1) }} <= {{ as_of() }}
),

quarters as (
    select
        period_start,
        period_end,
        row_number() over (order by period_start) as position
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

-- a team with several goals of a kind in a period met that kind when it met them all
team_periods as (
    select
        {{ segments() }},
        owner_id,
        period_start,
        max(period_end) as period_end,
        min(case
            when function = 'sales' and goal_metric in ('bookings', 'new_bookings') then case when is_met then 1 else 0 end
        end) as bookings_met,
        min(case when goal_metric = 'price_realization' then case when is_met then 1 else 0 end end) as price_met
    from goals
    group by {{ segments() }}, owner_id, period_start
),

-- by choice of the company, a team without a price goal is judged by what its won deals kept of list price
judged as (
    select
        {{ segments('team_periods') }},
        team_periods.period_end,
        team_periods.bookings_met,
        {% if var('price_goal_from_deals') is none -%}
        team_periods.price_met
    from team_periods
        {%- else -%}
        coalesce(
            team_periods.price_met,
            case
                when price_goals.owner_id is not null then null
                when sold.realization >= {{ var('price_goal_from_deals') }} then 1
                when sold.realization < {{ var('price_goal_from_deals') }} then 0
            end
        ) as price_met
    from team_periods
    left join (
        select distinct owner_id, period_start
        from {{ ref('fct_goals') }}
        where owner_type = 'team' and goal_metric = 'price_realization'
    ) as price_goals
        on team_periods.owner_id = price_goals.owner_id
            and team_periods.period_start = price_goals.period_start
    left join (
        select
            team_periods.owner_id,
            team_periods.period_start,
            {{ divide('sum(deals.amount)', 'sum(deals.list_amount)') }} as realization
        from team_periods
        inner join {{ ref('dim_owners') }} as owners
            on team_periods.owner_id = owners.team_id
        inner join {{ ref('fct_deals') }} as deals
            on owners.user_id = deals.owner_user_id
                and deals.closed_on between team_periods.period_start and team_periods.period_end
        where deals.is_won
            and deals.list_amount > 0
            and deals.amount is not null
        group by team_periods.owner_id, team_periods.period_start
    ) as sold
        on team_periods.owner_id = sold.owner_id
            and team_periods.period_start = sold.period_start
        {%- endif %}
),

-- a team-quarter counts in the row of its own quarter and of the next seven
pooled as (
    select
        {{ segments('judged') }},
        judged.bookings_met,
        judged.price_met,
        reporting.period_start as quarter_start
    from judged
    inner join quarters as closing
        on judged.period_end between closing.period_start and closing.period_end
    inner join quarters as reporting
        on reporting.position between closing.position and closing.position + {{ var('goal_history_periods') - 1 }}
    where judged.bookings_met is not null
        and judged.price_met is not null
),

sliced as (
    {{ fan_out('pooled', ['bookings_met', 'price_met'], ['quarter']) }}
)

select
    {{ slice_columns() }},
    count(*) as team_quarters,
    sum(bookings_met * price_met) as both_met,
    sum(bookings_met * (1 - price_met)) as bookings_only,
    sum((1 - bookings_met) * price_met) as price_only,
    sum((1 - bookings_met) * (1 - price_met)) as neither_met
from sliced
group by {{ slice_columns() }}

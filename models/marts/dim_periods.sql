-- One row per month, fiscal quarter and trailing window that data and as_of span; period_end is the last day, inclusive.
-- Why: every metric folds its observations into the same periods, whatever calendar the company keeps.
{%- set start_month = var('fiscal_year_start_month') | int %}
{%- set quarter_label = var('fiscal_quarter_label') %}
with fiscal_periods as (
    select * from {{ ref('fiscal_periods') }}
),
leads as (
    select * from {{ ref('leads') }}
),
opportunities as (
    select * from {{ ref('opportunities') }}
),
campaign_spend as (
    select * from {{ ref('campaign_spend') }}
),
event_spans as (
    select min({{ local_date('least(created_at, mql_at, handed_off_at)') }}) as first_on from leads
    union all
    select min({{ local_date('least(created_at, closed_at)') }}) as first_on from opportunities
    union all
    select min(spent_on) as first_on from campaign_spend
),
span as (
    select
        coalesce(min(first_on), {{ local_date(as_of()) }}) as first_on,
        {{ local_date(as_of()) }} as as_of_on
    from event_spans
),
month_starts as (
    select distinct cast(date_trunc('month', day) as date) as month_start
    from (
        {{ days_from_to('(select ' ~ add_months('first_on', -3) ~ ' from span)', '(select ' ~ add_months('as_of_on', 3) ~ ' from span)') }}
    ) as days
),
calendar_months as (
    select
        'month' as period_grain,
        month_start as period_start,
        cast({{ add_days(add_months('month_start', 1), -1) }} as date) as period_end,
        cast(null as {{ dbt.type_string() }}) as period_id
    from month_starts
),
calendar_quarters as (
    select
        'quarter' as period_grain,
        month_start as period_start,
        cast({{ add_days(add_months('month_start', 3), -1) }} as date) as period_end,
        cast(null as {{ dbt.type_string() }}) as period_id
    from month_starts
    where (extract(month from month_start) - {{ start_month }} + 12) % 3 = 0
),
own_periods as (
    select
        period_type as period_grain,
        period_start,
        period_end,
        period_id
    from fiscal_periods
    where period_type in ('month', 'quarter')
),
chosen as (
    select * from own_periods
    union all
    select *
    from calendar_months
    where not exists (select 1 from own_periods where own_periods.period_grain = 'month')
    union all
    select *
    from calendar_quarters
    where not exists (select 1 from own_periods where own_periods.period_grain = 'quarter')
    union all
    select
        'trailing' as period_grain,
        cast({{ add_days(local_date(as_of()), '-' ~ var('trailing_days')) }} as date) as period_start,
        cast({{ add_days(local_date(as_of()), -1) }} as date) as period_end,
        cast(null as {{ dbt.type_string() }}) as period_id
),
named as (
    select
        chosen.*,
        cast(extract(year from period_start) as integer) as start_year,
        cast(extract(month from period_start) as integer) as start_month,
        (cast(extract(month from period_start) as integer) - {{ start_month }} + 12) % 12 as fiscal_month
    from chosen
    cross join span
    where chosen.period_end >= span.first_on
        and cast(chosen.period_start as timestamp) < {{ as_of() }}
),
labelled as (
    select
        *,
        -- the fiscal year's first day falls in this calendar year
        case when start_month >= {{ start_month }} then start_year else start_year - 1 end
        {%- if start_month > 1 and var('fiscal_year_label') == 'end' %} + 1{% endif %} as fiscal_year,
        cast(floor(fiscal_month / 3) as integer) + 1 as fiscal_quarter
    from named
)
select
    period_grain,
    period_start,
    period_end,
    case
        when period_id is not null then period_id
        when period_grain = 'month' then {{ month_name('period_start') }} || ' ' || cast(start_year as {{ dbt.type_string() }})
        when period_grain = 'quarter'
            then {% if quarter_label %}replace(replace(replace('{{ quarter_label }}', '{quarter}', cast(fiscal_quarter as {{ dbt.type_string() }})), '{year}', cast(fiscal_year as {{ dbt.type_string() }})), '{yy}', substr(cast(fiscal_year as {{ dbt.type_string() }}), 3, 2))
            {%- elif start_month > 1 %}'FY' || cast(fiscal_year as {{ dbt.type_string() }}) || ' Q' || cast(fiscal_quarter as {{ dbt.type_string() }}){% else %}'Q' || cast(fiscal_quarter as {{ dbt.type_string() }}) || ' ' || cast(fiscal_year as {{ dbt.type_string() }}){% endif %}
            || ' (' || {{ month_name('period_start') }} || '–' || {{ month_name('period_end') }} || ')'
        else '{{ var("trailing_days") }} days to ' || cast(cast(extract(day from period_end) as integer) as {{ dbt.type_string() }})
            || ' ' || {{ month_name('period_end') }} || ' ' || cast(cast(extract(year from period_end) as integer) as {{ dbt.type_string() }})
    end as period_label,
    period_grain = 'trailing' or {{ add_days('period_end', 1) }} <= {{ as_of() }} as is_closed,
    {{ date_gap_days('period_start', 'period_end') }} + 1 as period_days
from labelled

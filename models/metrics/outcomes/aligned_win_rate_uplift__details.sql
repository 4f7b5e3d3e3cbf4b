-- One row per companion figure of the win uplift: the crude ratio, the ratio in each stratum, and the same comparisons made
-- the naive way, without a landmark.
-- Why: what is left of a crude difference once like is compared with like, and time with time, is what can be talked about.
{%- set text = dbt.type_string() %}
with cells as (
    select
        cells.*,
        stratum_segment || ', ' || case when stratum_grade = '(not set)' then 'no grade' else 'grade ' || stratum_grade end as stratum
    from {{ ref('fct_landmark_cells') }} as cells
    where quarters_pooled = case when least_wins < {{ var('uplift_min_wins') }} and young = 0 then 4 else 1 end
),

-- every cut of the strata gets its own ratio; within a cut, strata are put together by Mantel and Haenszel
cuts as (
    select cells.*, 'all' as cut, cast(null as {{ text }}) as category from cells
    {%- for cut, column in {'segment': 'stratum_segment', 'grade': 'stratum_grade', 'stratum': 'stratum'}.items() %}

    union all

    select cells.*, '{{ cut }}' as cut, {{ column }} as category
    from cells
    where comparison = 'aligned'
        {%- if cut == 'stratum' %}
        -- fewer than three wins on a side make no ratio worth printing
        and least(exposed_successes, other_successes) >= 3
        {%- endif %}
    {%- endfor %}
),

{{ risk_ratio('cuts', slice_columns() ~ ', comparison, cut, category', 'exposed_successes', 'exposed', 'other_successes', 'other') }},

ratios as (
    select
        {{ slice_columns() }},
        case
            when cut = 'segment' then 'ratio_by_segment'
            when cut = 'grade' then 'ratio_by_grade'
            when cut = 'stratum' then 'ratio_in_stratum'
            when comparison = 'aligned_ever' then 'ratio_without_landmark'
            when comparison = 'aligned_to_opportunity' then 'opportunity_ratio'
            when comparison = 'contacted' then 'ratio_by_contact_at_landmark'
            when comparison = 'contacted_ever' then 'ratio_by_contact_ever'
        end as detail,
        category,
        ratio as value,
        ratio_low,
        ratio_high,
        records
    from risk_ratio
    where cut <> 'all' or comparison <> 'aligned'
),

counted as (
    select
        {{ slice_columns() }},
        comparison,
        sum(exposed) as exposed,
        sum(exposed_successes) as exposed_successes,
        sum(other) as other,
        sum(other_successes) as other_successes,
        sum(decided_early) as decided_early,
        max(young) as young,
        max(quarters_held) as quarters_held
    from cells
    group by {{ slice_columns() }}, comparison
),

-- the crude ratio with the log-normal interval of two independent shares; the E-value says how strongly something unknown
-- would have to go with both handling and winning to explain the ratio away (VanderWeele and Ding 2017)
headline as (
    select
        {{ slice_columns('counted') }},
        counted.exposed + counted.other as records,
        {{ divide('counted.exposed_successes', 'counted.exposed') }}
            / nullif({{ divide('counted.other_successes', 'counted.other') }}, 0) as crude_ratio,
        sqrt(
            {{ divide(1, 'counted.exposed_successes') }} - {{ divide(1, 'counted.exposed') }}
            + {{ divide(1, 'counted.other_successes') }} - {{ divide(1, 'counted.other') }}
        ) as crude_log_error,
        greatest(risk_ratio.ratio, {{ divide(1, 'risk_ratio.ratio') }}) as strength,
        case
            when risk_ratio.ratio_low > 1 then risk_ratio.ratio_low
            when risk_ratio.ratio_high < 1 then {{ divide(1, 'risk_ratio.ratio_high') }}
            when risk_ratio.ratio_low is not null then cast(1 as double)
        end as least_strength
    from counted
    inner join risk_ratio
        on {{ slice_join('counted', 'risk_ratio') }}
            and counted.comparison = risk_ratio.comparison
            and risk_ratio.cut = 'all'
    where counted.comparison = 'aligned'
),

figures as (
    select {{ slice_columns() }}, detail, category, value, records from ratios
    {%- for limit in ['low', 'high'] %}

    union all

    select {{ slice_columns() }}, detail || '_{{ limit }}', category, ratio_{{ limit }}, records
    from ratios
    where detail in ('opportunity_ratio', 'ratio_by_segment', 'ratio_by_grade')
    {%- endfor %}

    union all

    select {{ slice_columns() }}, 'crude_ratio', cast(null as {{ text }}), crude_ratio, records from headline
    {%- for limit, sign in {'low': '-', 'high': ''}.items() %}

    union all

    select
        {{ slice_columns() }},
        'crude_ratio_{{ limit }}',
        cast(null as {{ text }}),
        crude_ratio * exp({{ sign }}{{ z_95() }} * crude_log_error),
        records
    from headline
    {%- endfor %}
    {%- for detail, column in {'e_value': 'strength', 'e_value_of_interval': 'least_strength'}.items() %}

    union all

    select
        {{ slice_columns() }},
        '{{ detail }}',
        cast(null as {{ text }}),
        {{ column }} + sqrt({{ column }} * ({{ column }} - 1)),
        records
    from headline
    {%- endfor %}
    {%- for comparison, detail, groups in [
        ('aligned', 'win_rate_by_handling', ['aligned', 'other']),
        ('contacted', 'opportunity_share_by_contact', ['contacted in the first week', 'not yet contacted']),
    ] %}
    {%- for arm in ['exposed', 'other'] %}

    union all

    select
        {{ slice_columns() }},
        '{{ detail }}',
        '{{ groups[loop.index0] }}',
        {{ divide(arm ~ '_successes', arm) }},
        {{ arm }}
    from counted
    where comparison = '{{ comparison }}'
    {%- endfor %}
    {%- endfor %}
    {%- for comparison, detail, category, column in [
        ('aligned', 'leads_by_handling', "'aligned'", 'exposed'),
        ('aligned', 'leads_by_handling', "'other'", 'other'),
        ('aligned', 'wins_by_handling', "'aligned'", 'exposed_successes'),
        ('aligned', 'wins_by_handling', "'other'", 'other_successes'),
        ('aligned', 'won_within_the_week', 'cast(null as ' ~ text ~ ')', 'decided_early'),
        ('contacted', 'leads_by_contact', "'contacted in the first week'", 'exposed'),
        ('contacted', 'leads_by_contact', "'not yet contacted'", 'other'),
        ('contacted', 'opportunities_within_the_week', 'cast(null as ' ~ text ~ ')', 'decided_early'),
        ('aligned', 'pooled_quarters', 'cast(null as ' ~ text ~ ')', 'quarters_held'),
    ] %}

    union all

    select {{ slice_columns() }}, '{{ detail }}', {{ category }}, cast({{ column }} as double), exposed + other
    from counted
    where comparison = '{{ comparison }}'
    {%- endfor %}

    union all

    -- too few wins on either side, in a period that has ended; young leads may still mend that
    select
        {{ slice_columns('counted') }},
        case
            when least(counted.exposed_successes, counted.other_successes) + counted.young < {{ var('uplift_min_wins') }}
                then 'wins_to_compare_below_minimum'
            else 'wins_to_compare_not_yet_enough'
        end,
        cast(null as {{ text }}),
        cast(least(counted.exposed_successes, counted.other_successes) as double),
        counted.exposed + counted.other
    from counted
    inner join {{ ref('dim_periods') }} as periods
        on counted.period_grain = periods.period_grain
            and counted.period_start = periods.period_start
            and periods.is_closed
    where counted.comparison = 'aligned'
        and least(counted.exposed_successes, counted.other_successes) < {{ var('uplift_min_wins') }}
)

select
    {{ slice_columns() }},
    detail,
    category,
    value,
    cast(records as bigint) as sample_size
from figures
where value is not null

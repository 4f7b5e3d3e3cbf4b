-- One row per fiscal quarter (alone, and pooled with the three before), company or segment value, comparison, and customer
-- segment x score grade: leads of two groups told apart a week after hand-off, and how many of each came to something later.
-- Why: handling is fixed before the outcome, so that a lead cannot count as well handled because it was about to be won.
{%- set comparisons = {
    'aligned': ('is_aligned', 'is_unwon and is_won_mature', 'is_won'),
    'aligned_ever': ('is_ever_aligned', 'is_won_mature', 'is_won'),
    'aligned_to_opportunity': ('is_aligned', 'is_unconverted and is_opportunity_mature', 'is_opportunity'),
    'contacted': ('is_contacted', 'is_unconverted and is_opportunity_mature', 'is_opportunity'),
    'contacted_ever': ('is_ever_contacted', 'is_opportunity_mature', 'is_opportunity'),
} %}
{%- set counts = ['exposed', 'exposed_successes', 'other', 'other_successes'] %}
{%- set amounts = ['amount', 'squared_amount', 'capped_amount', 'marketing_amount', 'sales_amount'] %}
{%- set sums = ['young', 'won_early', 'converted_early'] %}
{%- for name in comparisons %}{% for column in counts %}{% do sums.append(name ~ '_' ~ column) %}{% endfor %}{% endfor %}
{%- for arm in ['exposed', 'other'] %}{% for column in ['valued', 'valued_wins'] + amounts %}{% do sums.append(arm ~ '_' ~ column) %}{% endfor %}{% endfor %}
with journeys as (
    select * from {{ ref('fct_lead_journeys') }}
    -- hours need a clock time on both sides (rule 108)
    where is_eligible and is_speed_measurable
),

attribution_claims as (
    select * from {{ ref('attribution_claims') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
),

quarters as (
    select
        period_start,
        row_number() over (order by period_start) as position
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),

-- the two teams name different sources from the day the later of them has spoken
disputes as (
    select
        opportunity_id,
        max(claimed_at) as disputed_at
    from attribution_claims
    where claiming_function in ('sales', 'marketing') and claimed_at is not null
    group by opportunity_id
    having count(distinct claiming_function) = 2 and count(distinct claimed_source) = 2
),

timed as (
    select
        journeys.*,
        {{ add_days('journeys.handed_off_at', var('landmark_days')) }} as landmark_at,
        deals.sales_claimed_source,
        disputes.disputed_at,
        coalesce(journeys.won_at <= journeys.win_due_at, false) as is_won,
        coalesce(journeys.converted_at <= journeys.opportunity_due_at, false) as is_opportunity
    from journeys
    left join deals
        on journeys.opportunity_id = deals.opportunity_id
    left join disputes
        on journeys.opportunity_id = disputes.opportunity_id
),

judged as (
    select
        *,
        coalesce(first_sales_touch_at <= landmark_at, false) as is_contacted,
        coalesce(first_sales_touch_at <= landmark_at, false)
            and coalesce(first_touch_hours <= sla_hours, false)
            and coalesce(first_structured_feedback_at <= landmark_at, false)
            and coalesce(disputed_at > landmark_at, true) as is_aligned,
        coalesce(first_sales_touch_at <= landmark_at, false)
            and coalesce(first_touch_hours <= sla_hours, false)
            and coalesce(first_structured_feedback_at <= win_due_at, false) as is_ever_aligned,
        coalesce(first_sales_touch_at <= opportunity_due_at, false) as is_ever_contacted,
        coalesce(won_at > landmark_at, true) as is_unwon,
        coalesce(converted_at > landmark_at, true) as is_unconverted,
        win_due_at <= {{ as_of() }} as is_won_mature,
        opportunity_due_at <= {{ as_of() }} as is_opportunity_mature
    from timed
),

-- the largest deals decide sums: 1 in 100 of them is cut to the size of the next
largest as (
    select percentile_cont(0.99) within group (order by cast(won_amount as double)) as cap
    from judged
    where is_won_mature and is_won and won_amount is not null
),

counted as (
    select
        judged.handed_off_at as observed_at,
        {{ segments('judged') }},
        coalesce(judged.segment, '(not set)') as stratum_segment,
        coalesce(judged.lead_score_band, '(not set)') as stratum_grade,
        case when judged.is_won_mature then 0 else 1 end as young,
        case when judged.is_won_mature and not judged.is_unwon then 1 else 0 end as won_early,
        case when judged.is_opportunity_mature and not judged.is_unconverted then 1 else 0 end as converted_early,
        {%- for name, rule in comparisons.items() %}
        case when {{ rule[1] }} and {{ rule[0] }} then 1 else 0 end as {{ name }}_exposed,
        case when {{ rule[1] }} and {{ rule[0] }} and {{ rule[2] }} then 1 else 0 end as {{ name }}_exposed_successes,
        case when {{ rule[1] }} and not {{ rule[0] }} then 1 else 0 end as {{ name }}_other,
        case when {{ rule[1] }} and not {{ rule[0] }} and {{ rule[2] }} then 1 else 0 end as {{ name }}_other_successes,
        {%- endfor %}
        {%- for arm, rule in {'exposed': 'judged.is_aligned', 'other': 'not judged.is_aligned'}.items() %}
        {%- set compared = 'judged.is_unwon and judged.is_won_mature and ' ~ rule %}
        -- a win of unknown amount leaves the comparison of amounts
        case when {{ compared }} and (not judged.is_won or judged.won_amount is not null) then 1 else 0 end as {{ arm }}_valued,
        case when {{ compared }} and judged.is_won and judged.won_amount is not null then 1 else 0 end as {{ arm }}_valued_wins,
        case when {{ compared }} and judged.is_won then coalesce(judged.won_amount, 0) else 0 end as {{ arm }}_amount,
        case when {{ compared }} and judged.is_won
            then cast(coalesce(judged.won_amount, 0) as double) * cast(coalesce(judged.won_amount, 0) as double) else 0 end as {{ arm }}_squared_amount,
        case when {{ compared }} and judged.is_won
            then {{ money('least(cast(coalesce(judged.won_amount, 0) as double), largest.cap)') }} else 0 end as {{ arm }}_capped_amount,
        {%- for source in ['marketing', 'sales'] %}
        case when {{ compared }} and judged.is_won and judged.sales_claimed_source = '{{ source }}'
            then coalesce(judged.won_amount, 0) else 0 end as {{ arm }}_{{ source }}_amount{{ ',' if not (loop.last and arm == 'other') }}
        {%- endfor %}
        {%- endfor %}
    from judged
    cross join largest
),

{{ sliced_sums('counted', sums, by=['stratum_segment', 'stratum_grade'], grains=['quarter'], name='own') }},

-- a quarter counts in its own row, and in the pooled rows of itself and the next three
reported as (
    select
        handed_off.period_start as handed_off_start,
        reporting.period_start,
        pooling.quarters_pooled
    from quarters as handed_off
    cross join (
        select 1 as quarters_pooled, 0 as quarters_later
        union all select 4 as quarters_pooled, 0 as quarters_later
        union all select 4 as quarters_pooled, 1 as quarters_later
        union all select 4 as quarters_pooled, 2 as quarters_later
        union all select 4 as quarters_pooled, 3 as quarters_later
    ) as pooling
    inner join quarters as reporting
        on handed_off.position + pooling.quarters_later = reporting.position
),

totals as (
    select
        {{ slice_columns() }},
        sum(young) as young,
        least(sum(aligned_exposed_successes), sum(aligned_other_successes)) as wins,
        least(sum(exposed_valued_wins), sum(other_valued_wins)) as valued_wins
    from own
    group by {{ slice_columns() }}
),

-- what the quarters have by themselves decides, metric by metric, whether they are pooled
supplies as (
    select
        totals.period_grain,
        reported.period_start,
        totals.segment_by,
        totals.segment,
        max(case when totals.period_start = reported.period_start then totals.young else 0 end) as young,
        min(totals.wins) as least_wins,
        min(totals.valued_wins) as least_valued_wins,
        count(*) as quarters_held
    from totals
    inner join reported
        on totals.period_start = reported.handed_off_start
            and reported.quarters_pooled = 4
    group by totals.period_grain, reported.period_start, totals.segment_by, totals.segment
),

pooled as (
    select
        own.period_grain,
        reported.period_start,
        own.segment_by,
        own.segment,
        own.stratum_segment,
        own.stratum_grade,
        reported.quarters_pooled,
        {%- for column in sums %}
        sum(own.{{ column }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from own
    inner join reported
        on own.period_start = reported.handed_off_start
    group by
        own.period_grain,
        reported.period_start,
        own.segment_by,
        own.segment,
        own.stratum_segment,
        own.stratum_grade,
        reported.quarters_pooled
)

select
    {{ slice_columns('pooled') }},
    pooled.quarters_pooled,
    comparisons.comparison,
    pooled.stratum_segment,
    pooled.stratum_grade,
    {%- for column in counts %}
    case comparisons.comparison
        {%- for name in comparisons %} when '{{ name }}' then pooled.{{ name }}_{{ column }}{% endfor %} end as {{ column }},
    {%- endfor %}
    case when comparisons.comparison = 'aligned' then pooled.won_early else pooled.converted_early end as decided_early,
    {%- for arm in ['exposed', 'other'] %}
    {%- for column in ['valued', 'valued_wins'] + amounts %}
    pooled.{{ arm }}_{{ column }},
    {%- endfor %}
    {%- endfor %}
    supplies.young,
    supplies.least_wins,
    supplies.least_valued_wins,
    case when pooled.quarters_pooled = 4 then supplies.quarters_held else 1 end as quarters_held
from pooled
cross join {{ listed(comparisons.keys() | list, 'comparison') }} as comparisons
inner join supplies
    on {{ slice_join('pooled', 'supplies') }}

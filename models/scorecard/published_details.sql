-- One row per companion figure as it is published: those of the metrics, and those made from figures already judged.
-- Why: how far people's view of alignment lies from the index can only be told once there is an index.
with metric_details as (
    select * from {{ ref('metric_details') }}
),
metric_scores as (
    select * from {{ ref('metric_scores') }}
),
alignment_index as (
    select * from {{ ref('alignment_index') }} where score is not null and not provisional
)
select
    metric,
    period_grain,
    period_start,
    segment_by,
    segment,
    detail,
    category,
    value,
    sample_size
from metric_details
union all
-- self-rated alignment less the index, both of 100: above 0 people think they are better aligned than they are
select
    metric_details.metric,
    metric_details.period_grain,
    metric_details.period_start,
    metric_details.segment_by,
    metric_details.segment,
    'awareness_gap' as detail,
    metric_details.category,
    metric_details.value - alignment_index.score as value,
    metric_details.sample_size
from metric_details
inner join alignment_index
    on {{ slice_join('metric_details', 'alignment_index') }}
where metric_details.detail = 'self_rated_alignment'
{%- for detail, figure in [('not_followed_up', 'value'), ('not_followed_up_low', 'ci_high'), ('not_followed_up_high', 'ci_low')] %}
union all
-- what others report is the share of leads nobody pursued
select
    metric,
    period_grain,
    period_start,
    segment_by,
    segment,
    '{{ detail }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    1 - {{ figure }} as value,
    sample_size
from metric_scores
where metric = 'lead_follow_up_rate' and {{ figure }} is not null
{%- endfor %}
union all
-- do teams in a better tier of the index accept, rate and win more? Pooled over the teams of each tier; described, not explained
select
    teams.metric,
    teams.period_grain,
    teams.period_start,
    'all' as segment_by,
    'all' as segment,
    'by_tier_of_the_team' as detail,
    alignment_index.tier as category,
    sum(teams.part) / nullif(sum(teams.whole), 0) as value,
    cast(sum(teams.whole) as bigint) as sample_size
from (
    select
        metric,
        period_grain,
        period_start,
        segment_by,
        segment,
        numerator as part,
        denominator as whole
    from metric_scores
    where metric in ('lead_acceptance_rate', 'win_rate') and segment_by = 'team' and value is not null
    union all
    select
        metric,
        period_grain,
        period_start,
        segment_by,
        segment,
        value * sample_size as part,
        cast(sample_size as double) as whole
    from metric_details
    where metric = 'score_disposition_kappa' and detail = 'rated_a_or_b_by_sales_share' and segment_by = 'team'
) as teams
inner join alignment_index
    on {{ slice_join('teams', 'alignment_index') }}
where teams.segment <> '(not set)'
group by teams.metric, teams.period_grain, teams.period_start, alignment_index.tier

-- One row per fiscal quarter and segment: whether leads are good and whether sales works them, and so which side has to act.
-- Why: "the leads are bad" and "nobody calls them" are both said at once; only the two together say who is right. Quality is
-- read off leads sales worked in time, since what nobody works cannot show what it was worth.
with metric_details as (
    select * from {{ ref('metric_details') }} where period_grain = 'quarter'
),
metric_scores as (
    select * from {{ ref('metric_scores') }} where period_grain = 'quarter'
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
red_lines as (
    select
        max(case when metric = 'lead_score_auc' then red_anchor end) as ranking_power_red,
        max(case when metric = 'lead_score_calibration_ratio' then red_anchor end) as calibration_red,
        max(case when metric = 'lead_score_calibration_ratio' then minimum_sample end) as calibration_minimum,
        max(case when metric = 'lead_follow_up_rate' then red_anchor end) as follow_up_red
    from metric_catalog
),
worked as (
    select
        period_start,
        segment_by,
        segment,
        max(case when detail = 'auc_among_worked_in_time' then value end) as ranking_power,
        max(case when detail = 'converted_among_worked_in_time' then value end) as converted_leads,
        max(case when detail = 'converted_among_worked_in_time' then sample_size end) as worked_leads,
        max(case when detail = 'observed_to_expected_among_worked' then value end) as observed_to_expected,
        max(case when detail = 'observed_to_expected_among_worked' then sample_size end) as predicted_leads,
        max(case when detail = 'expected_among_worked' then value end) as expected_opportunities
    from metric_details
    where metric in ('lead_score_auc', 'lead_score_calibration_ratio')
    group by period_start, segment_by, segment
),
followed as (
    select
        period_start,
        segment_by,
        segment,
        value as follow_up_rate
    from metric_scores
    where metric = 'lead_follow_up_rate'
        and value is not null
),
-- as many as each figure needs by itself
enough as (
    select
        followed.period_start,
        followed.segment_by,
        followed.segment,
        followed.follow_up_rate,
        coalesce(worked.worked_leads, 0) as worked_leads,
        coalesce(worked.converted_leads, 0) as converted_leads,
        case
            when least(worked.converted_leads, worked.worked_leads - worked.converted_leads) >= {{ var('auc_min_outcomes') }}
                then worked.ranking_power
        end as ranking_power,
        case
            when worked.predicted_leads >= red_lines.calibration_minimum
                and worked.expected_opportunities >= {{ var('calibration_min_expected') }}
                then worked.observed_to_expected
        end as observed_to_expected,
        red_lines.ranking_power_red,
        red_lines.calibration_red,
        followed.follow_up_rate >= red_lines.follow_up_red as is_worked
    from followed
    cross join red_lines
    left join worked
        on followed.period_start = worked.period_start
            and followed.segment_by = worked.segment_by
            and followed.segment = worked.segment
),
judged as (
    select
        *,
        -- either failing is enough for no; a yes needs both
        case
            when ranking_power < ranking_power_red then false
            when observed_to_expected = 0 or abs(ln(nullif(observed_to_expected, 0))) > calibration_red then false
            when ranking_power is not null and observed_to_expected is not null then true
        end as has_good_leads
    from enough
)
select
    period_start,
    segment_by,
    segment,
    ranking_power,
    observed_to_expected,
    follow_up_rate,
    cast(worked_leads as bigint) as worked_leads,
    cast(converted_leads as bigint) as converted_leads,
    case
        when has_good_leads and is_worked then 'good_leads_worked'
        when has_good_leads then 'good_leads_ignored'
        when has_good_leads is not null and is_worked then 'poor_leads_worked'
        when has_good_leads is not null then 'poor_leads_ignored'
    end as position,
    case
        when has_good_leads is not null then null
        when ranking_power is not null then 'the score ranks leads well, but how many should convert is not predicted for enough of them'
        when worked_leads = 0 then 'no scored lead that was worked in time is old enough'
        else cast(cast(worked_leads as bigint) as {{ dbt.type_string() }}) || ' leads worked in time are old enough, '
            || cast(cast(converted_leads as bigint) as {{ dbt.type_string() }}) || ' of them converted; '
            || '{{ var("auc_min_outcomes") }} that did and {{ var("auc_min_outcomes") }} that did not are needed'
    end as reason
from judged

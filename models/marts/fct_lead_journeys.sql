-- One row per lead, from creation to revenue, as it stood at as_of.
-- Why: the expensive joins of leads with activities, dispositions and deals happen once, here.
with leads as (
    select * from {{ ref('leads') }}
),
campaigns as (
    select * from {{ ref('campaigns') }}
),
owners as (
    select * from {{ ref('dim_owners') }}
),
opportunities as (
    select * from {{ ref('opportunities') }}
),
lead_status_events as (
    select * from {{ ref('lead_status_events') }}
),
sales_activities as (
    select
        *,
        coalesce(direction, 'outbound') = 'outbound' as is_outbound
    from {{ ref('sales_activities') }}
    where lead_id is not null
),
sla_rules as (
    select * from {{ ref('sla_rules') }}
),
first_assignments as (
    select
        lead_id,
        min(changed_at) as first_assigned_at,
        min_by(changed_at_is_day, changed_at) as first_assigned_at_is_day
    from lead_status_events
    where to_status = 'assigned'
    group by lead_id
),
-- Which clock starts the follow-up is chosen once per source: its own stamp, else assignment, else the MQL date.
source_clocks as (
    select
        leads._source,
        case
            when count(leads.handed_off_at) > 0 then 'stamp'
            when count(first_assignments.first_assigned_at) > 0 then 'assigned_event'
            else 'mql_at'
        end as handed_off_clock,
        count(leads.converted_at) > 0 as has_conversion_stamp
    from leads
    left join first_assignments
        on leads.lead_id = first_assignments.lead_id
    group by leads._source
),
-- Where a source records no activity at all, leads.first_response_at stands in for the first touch.
source_activity as (
    select
        leads._source,
        count(sales_activities.activity_id) > 0 as has_activities
    from leads
    left join sales_activities
        on leads.lead_id = sales_activities.lead_id
    group by leads._source
),
handed_off as (
    select
        leads.*,
        source_clocks.handed_off_clock,
        source_clocks.has_conversion_stamp,
        not source_activity.has_activities and leads.first_response_at is not null as is_first_response_stand_in,
        first_assignments.first_assigned_at,
        first_assignments.first_assigned_at_is_day,
        case source_clocks.handed_off_clock
            when 'stamp' then leads.handed_off_at
            when 'assigned_event' then first_assignments.first_assigned_at
            else leads.mql_at
        end as clock_at,
        case source_clocks.handed_off_clock
            when 'stamp' then leads.handed_off_at_is_day
            when 'assigned_event' then first_assignments.first_assigned_at_is_day
            else leads.mql_at_is_day
        end as clock_is_day,
        -- where the clock is a day, a horizon runs to the end of its last day
        case
            when case source_clocks.handed_off_clock
                when 'stamp' then leads.handed_off_at_is_day
                when 'assigned_event' then first_assignments.first_assigned_at_is_day
                else leads.mql_at_is_day
            end then 1
            else 0
        end as day_slack
    from leads
    inner join source_clocks
        on leads._source = source_clocks._source
    inner join source_activity
        on leads._source = source_activity._source
    left join first_assignments
        on leads.lead_id = first_assignments.lead_id
),
-- The promise in force at hand-off for the lead's class; classes without one get the default.
promises as (
    select
        handed_off.lead_id,
        sla_rules.hours as sla_hours,
        sla_rules.attempts as sla_attempts,
        coalesce(cast(sla_rules.version as {{ dbt.type_string() }}), '(not set)') as sla_version,
        row_number() over (
            partition by handed_off.lead_id
            order by sla_rules.effective_from desc nulls last, sla_rules.version desc
        ) as newness
    from handed_off
    inner join sla_rules
        on handed_off.lead_class = sla_rules.lead_class
            and (sla_rules.effective_from is null or cast(sla_rules.effective_from as timestamp) <= handed_off.clock_at)
),
-- What sales did by hand: first touch, attempts, first contact, and the time it took by the horizon of the wasted-time metric.
worked as (
    select
        sales_activities.lead_id,
        min(case when sales_activities.is_outbound then sales_activities.occurred_at end) as first_sales_touch_at,
        min_by(
            sales_activities.occurred_at_is_day,
            case when sales_activities.is_outbound then sales_activities.occurred_at end
        ) as first_sales_touch_at_is_day,
        -- a touch before the hand-off counts as happening at it, so there is no lower limit
        count(
            case
                when sales_activities.is_outbound
                    and sales_activities.occurred_at <= {{ add_days('handed_off.clock_at', horizon('follow_up_horizon_days') ~ ' + handed_off.day_slack') }} then 1
            end
        ) as sales_attempts,
        min(
            case
                when sales_activities.occurred_at <= {{ add_days('handed_off.clock_at', horizon('follow_up_horizon_days') ~ ' + handed_off.day_slack') }}
                    and (
                        (sales_activities.direction = 'inbound' and sales_activities.occurred_at >= handed_off.clock_at)
                        or (
                            sales_activities.is_outbound
                            and (
                                sales_activities.activity_type = 'meeting'
                                or sales_activities.outcome in ('connected', 'replied', 'meeting_held')
                            )
                        )
                    )
                    then sales_activities.occurred_at
            end
        ) as contact_made_at,
        sum(
            case
                when sales_activities.occurred_at <= {{ add_days('handed_off.clock_at', horizon('wasted_time_horizon_days')) }}
                    then coalesce(
                        sales_activities.duration_minutes,
                        case sales_activities.activity_type
                            {%- for type in ['call', 'email', 'meeting', 'social', 'task'] %}
                            when '{{ type }}' then {{ var('minutes_per_' ~ type) }}
                            {%- endfor %}
                            else {{ var('minutes_per_task') }}
                        end
                    )
            end
        ) as selling_minutes
    from sales_activities
    inner join handed_off
        on sales_activities.lead_id = handed_off.lead_id
    where not coalesce(sales_activities.is_automated, false)
    group by sales_activities.lead_id
),
-- When the last attempt promised was made: what a promise hangs on where nobody was reached.
attempts as (
    select
        lead_id,
        min(occurred_at) as attempts_made_at
    from (
        select
            sales_activities.lead_id,
            sales_activities.occurred_at,
            row_number() over (partition by sales_activities.lead_id order by sales_activities.occurred_at) as attempt,
            coalesce(promises.sla_attempts, {{ var('default_sla_attempts') }}) as sla_attempts
        from sales_activities
        inner join worked
            on sales_activities.lead_id = worked.lead_id
        left join promises
            on sales_activities.lead_id = promises.lead_id
                and promises.newness = 1
        where not coalesce(sales_activities.is_automated, false)
            and sales_activities.is_outbound
            and worked.sales_attempts >= coalesce(promises.sla_attempts, {{ var('default_sla_attempts') }})
    ) as numbered
    where attempt = sla_attempts
    group by lead_id
),
-- What sales decided about a lead after hand-off; `working` is not a decision.
dispositions as (
    select
        lead_status_events.lead_id,
        lead_status_events.changed_at,
        lead_status_events.to_status,
        lead_status_events.reason_code,
        lead_status_events.sales_quality_rating,
        lead_status_events.changed_at <= {{ add_days('handed_off.clock_at', horizon('wasted_time_horizon_days')) }} as is_settled,
        row_number() over (
            partition by lead_status_events.lead_id
            order by lead_status_events.changed_at, lead_status_events.event_id
        ) as position
    from lead_status_events
    inner join handed_off
        on lead_status_events.lead_id = handed_off.lead_id
    left join owners
        on lead_status_events.changed_by_user_id = owners.user_id
    where lead_status_events.to_status in (
        'accepted', 'qualified', 'converted', 'rejected', 'disqualified', 'recycled', 'unresponsive'
    )
        and coalesce(lead_status_events.changed_by_function, owners.function) in ('sales', 'sdr')
        and (
            lead_status_events.changed_at >= handed_off.clock_at
            or (
                (lead_status_events.changed_at_is_day or handed_off.clock_is_day)
                and cast(lead_status_events.changed_at as date) >= cast(handed_off.clock_at as date)
            )
        )
),
judgements as (
    select
        lead_id,
        max(case when position = 1 then changed_at end) as first_disposition_at,
        max(case when position = 1 then to_status end) as first_disposition_status,
        max(case when position = 1 then reason_code end) as first_disposition_reason,
        max(case when position = 1 then sales_quality_rating end) as first_disposition_rating,
        nullif(max_by(coalesce(reason_code, ''), position), '') as last_disposition_reason,
        min(case when reason_code is not null and reason_code <> 'other' then changed_at end) as first_structured_feedback_at,
        min(case when to_status in ('rejected', 'disqualified') then changed_at end) as first_rejected_at,
        nullif(min_by(coalesce(reason_code, ''), case when to_status in ('rejected', 'disqualified') then position end), '') as first_rejected_reason,
        -- what the lead had come to by the horizon of the wasted-time metric
        max_by(to_status, case when is_settled then position end) as settled_status,
        nullif(max_by(coalesce(reason_code, ''), case when is_settled then position end), '') as settled_reason
    from dispositions
    group by lead_id
),
recycled as (
    select
        lead_status_events.lead_id,
        min(lead_status_events.changed_at) as recycled_at
    from lead_status_events
    inner join handed_off
        on lead_status_events.lead_id = handed_off.lead_id
    where lead_status_events.to_status in ('recycled', 'nurture')
        and lead_status_events.changed_at >= handed_off.clock_at
    group by lead_status_events.lead_id
),
linked_deals as (
    select
        leads.lead_id,
        opportunities.opportunity_id,
        opportunities.created_at,
        opportunities.is_won,
        opportunities.closed_at,
        opportunities.amount
    from leads
    inner join opportunities
        on leads.converted_opportunity_id = opportunities.opportunity_id
    union
    select
        leads.lead_id,
        opportunities.opportunity_id,
        opportunities.created_at,
        opportunities.is_won,
        opportunities.closed_at,
        opportunities.amount
    from leads
    inner join opportunities
        on leads.lead_id = opportunities.primary_lead_id
),
outcomes as (
    select
        lead_id,
        min(created_at) as first_opportunity_at,
        -- a deal without an opening date is a deal all the same
        coalesce(min_by(opportunity_id, created_at), min(opportunity_id)) as opportunity_id,
        min(case when is_won then closed_at end) as won_at,
        min_by(case when is_won then amount end, case when is_won then closed_at end) as won_amount
    from linked_deals
    group by lead_id
),
joined as (
    select
        handed_off.*,
        campaigns.channel as campaign_channel,
        owners.team,
        promises.sla_hours,
        promises.sla_attempts,
        promises.sla_version,
        case
            when handed_off.is_first_response_stand_in then handed_off.first_response_at
            else worked.first_sales_touch_at
        end as first_sales_touch_at,
        case
            when handed_off.is_first_response_stand_in then handed_off.first_response_at_is_day
            else worked.first_sales_touch_at_is_day
        end as touch_is_day,
        coalesce(worked.sales_attempts, 0) as sales_attempts,
        attempts.attempts_made_at,
        worked.contact_made_at,
        judgements.first_disposition_at,
        judgements.first_disposition_status,
        judgements.first_disposition_reason,
        judgements.first_disposition_rating,
        judgements.last_disposition_reason,
        judgements.first_structured_feedback_at,
        judgements.first_rejected_at,
        judgements.first_rejected_reason,
        recycled.recycled_at,
        judgements.settled_status,
        judgements.settled_reason,
        coalesce(worked.selling_minutes, 0) as selling_minutes,
        case
            when handed_off.has_conversion_stamp then handed_off.converted_at
            else outcomes.first_opportunity_at
        end as became_opportunity_at,
        coalesce(handed_off.converted_opportunity_id, outcomes.opportunity_id) as opportunity_id,
        outcomes.won_at,
        outcomes.won_amount
    from handed_off
    left join campaigns
        on handed_off.source_campaign_id = campaigns.campaign_id
    left join owners
        on handed_off.owner_user_id = owners.user_id
    left join promises
        on handed_off.lead_id = promises.lead_id
            and promises.newness = 1
    left join worked
        on handed_off.lead_id = worked.lead_id
    left join attempts
        on handed_off.lead_id = attempts.lead_id
    left join judgements
        on handed_off.lead_id = judgements.lead_id
    left join recycled
        on handed_off.lead_id = recycled.lead_id
    left join outcomes
        on handed_off.lead_id = outcomes.lead_id
),
{{ elapsed_hours('joined', 'clock_at', 'first_sales_touch_at', 'timed') }}
select
    lead_id,
    account_id,
    owner_user_id,
    created_at,
    mql_at,
    clock_at as handed_off_at,
    handed_off_clock,
    clock_is_day as handed_off_is_day,
    clock_at is not null and exclusion_reason is null as is_eligible,
    exclusion_reason,
    region,
    segment,
    coalesce(campaign_channel, lead_source) as channel,
    team,
    cast(null as {{ dbt.type_string() }}) as product_family,
    lead_class,
    lead_score,
    lead_score_band,
    score_model_version,
    predicted_conversion_probability,
    fit_grade,
    source_campaign_id,
    first_assigned_at,
    -- system delay: a clock time on both sides
    not coalesce(created_at_is_day, false) and not coalesce(first_assigned_at_is_day, false) as is_assignment_measurable,
    first_sales_touch_at,
    hours_to_touch as first_touch_hours,
    hours_waited as waiting_hours,
    not coalesce(clock_is_day, false) and not coalesce(touch_is_day, false) as is_speed_measurable,
    is_first_response_stand_in,
    sales_attempts,
    attempts_made_at,
    contact_made_at,
    coalesce(sla_hours, {{ default_sla_hours() }}) as sla_hours,
    coalesce(sla_attempts, {{ var('default_sla_attempts') }}) as sla_attempts,
    -- null: no rule of the company's own applied, so the default promise did
    sla_version,
    {%- for due, days in [
        ('follow_up', 'follow_up_horizon_days'),
        ('acceptance', 'acceptance_horizon_days'),
        ('rating', 'rating_horizon_days'),
        ('feedback', 'feedback_horizon_days'),
        ('opportunity', 'opportunity_horizon_days'),
        ('win', 'win_horizon_days'),
        ('settled', 'wasted_time_horizon_days'),
    ] %}
    {{ add_days('clock_at', horizon(days) ~ ' + day_slack') }} - {{ one_microsecond('day_slack') }} as {{ due }}_due_at,
    {%- endfor %}
    first_disposition_at,
    first_disposition_status,
    first_disposition_reason,
    first_disposition_rating,
    last_disposition_reason,
    first_structured_feedback_at,
    first_rejected_at,
    first_rejected_reason,
    recycled_at is not null as is_recycled,
    recycled_at,
    settled_status,
    settled_reason,
    selling_minutes,
    became_opportunity_at as converted_at,
    opportunity_id,
    won_at,
    won_amount
from timed

-- One row per record of LeadHistory: changes of status, conversions, creations, and sales becoming the owner.
-- Why: this is the only record of when sales took a lead and what it said; Salesforce keeps it for 18 months.
{%- set refusals = ['rejected', 'disqualified', 'recycled', 'unresponsive'] %}
with changes as (
    select * from {{ ref('int_salesforce_leads_changed') }}
),
-- reason and rating stand on the lead, as it is now: they belong to the last answer they can belong to
lead as (
    select
        {{ salesforce_id('lead.id') }} as lead_id,
        max(coalesce(reasons.meaning, lower(trim(lead.reason)))) as reason_code,
        max(lead.sales_quality_rating) as sales_quality_rating
    from {{ source('salesforce', 'lead') }} as lead
    left join {{ meanings('salesforce', 'reason') }} as reasons
        on lower(trim(lead.reason)) = reasons.value
    where (lead.reason is not null or lead.sales_quality_rating is not null) and not {{ says_no('lead.is_active_version') }}
    group by {{ salesforce_id('lead.id') }}
),
last_answers as (
    select
        own_lead_id,
        max_by(case when {{ is_one_of('to_status', refusals) }} then event_id end, case when {{ is_one_of('to_status', refusals) }} then changed_at end) as last_refusal,
        max_by(event_id, changed_at) as last_answer
    from changes
    where left_out is null
        and ({{ is_one_of('to_status', refusals + ['accepted', 'qualified']) }})
    group by own_lead_id
),
joined as (
    select
        changes.*,
        case when changes.event_id = last_answers.last_refusal then lead.reason_code end as reason_code,
        case when changes.event_id = last_answers.last_answer then lead.sales_quality_rating end as sales_quality_rating
    from changes
    left join last_answers
        on changes.own_lead_id = last_answers.own_lead_id
    left join lead
        on changes.own_lead_id = lead.lead_id
)
{{ stage_from('lead_status_events', 'joined', {
    'event_id': 'event_id',
    'lead_id': 'own_lead_id',
    'changed_at': 'created_date',
    'from_status': 'from_status',
    'to_status': 'to_status',
    'changed_by_user_id': 'changed_by_user_id',
    'reason_code': 'reason_code',
    'sales_quality_rating': 'sales_quality_rating',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='left_out') }}

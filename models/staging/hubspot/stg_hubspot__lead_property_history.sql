-- One row per record of HubSpot's history of the leads object; a change of stage is a change of its contact's status.
-- Why: where a lead stands now says nothing of how long it stood before. The same stage written again is no change.
with history as (
    select
        lead_property_history.*,
        {{ hubspot_id('lead_property_history.lead_id') }} as record_id,
        {{ hubspot_property('lead_property_history.property') }} as property_name,
        {{ moment('lead_property_history.changed_at') }} as moment,
        lower(trim(coalesce(stages.stage_name, lead_property_history.property_value))) as stage
    from {{ source('hubspot', 'lead_property_history') }} as lead_property_history
    left join {{ ref('int_hubspot_lead_stages') }} as stages
        on trim(lead_property_history.property_value) = stages.stage_id
),
ordered as (
    select
        *,
        row_number() over (partition by record_id, property_name order by moment, _file, _line) as position,
        row_number() over (partition by record_id, property_name order by moment desc, _file desc, _line desc) as from_last,
        lag(stage) over (partition by record_id, property_name order by moment, _file, _line) as old_stage
    from history
),
leads as (
    select
        record_id,
        max(contact_id) as contact_id,
        max(owner_user_id) as owner_user_id,
        max(reason_code) as reason_code,
        min(case when is_gone then 1 else 0 end) = 1 as is_gone
    from {{ ref('int_hubspot_leads') }}
    group by record_id
),
owners as (
    select * from {{ ref('int_hubspot_owners') }}
),
users as (
    select user_id, max(owner_id) as owner_id from owners where user_id is not null group by user_id
),
emails as (
    select email, max(owner_id) as owner_id from owners where email is not null group by email
),
joined as (
    select
        ordered.*,
        leads.contact_id,
        leads.reason_code,
        new_status.meaning as to_status,
        old_status.meaning as from_status,
        -- a change no person is named for is the owner's, unless a machine made it
        coalesce(
            users.owner_id,
            emails.owner_id,
            case when coalesce(automated.meaning, 'human') <> 'automated' then leads.owner_user_id end
        ) as changed_by,
        case
            when coalesce(ordered.property_name, '') <> 'hs_pipeline_stage' then 'history of a property that is not used'
            when leads.is_gone then 'its lead is deleted'
            when leads.contact_id is null then 'names no contact'
            when coalesce(ordered.stage, '') = '' then 'the property was emptied'
            when ordered.position > 1 and ordered.stage = ordered.old_stage then 'the same value again'
            when new_status.meaning is null then 'a stage without a meaning (lead_status in mapping.yml)'
        end as left_out
    from ordered
    left join leads
        on ordered.record_id = leads.record_id
    left join users
        on {{ hubspot_id("coalesce(ordered.changed_by_user_id, case when ordered.change_source_id like 'userId:%' then substr(ordered.change_source_id, 8) end)") }} = users.user_id
    left join emails
        on ordered.change_source_id = emails.email
    left join {{ meanings('hubspot', 'lead_status') }} as new_status
        on ordered.stage = new_status.value
    left join {{ meanings('hubspot', 'lead_status') }} as old_status
        on ordered.old_stage = old_status.value
    left join {{ meanings('hubspot', 'automated') }} as automated
        on lower(trim(ordered.change_source)) = automated.value
)
{{ stage_from('lead_status_events', 'joined', {
    'event_id': "contact_id || '-lead-' || record_id || '-' || cast(moment as " ~ dbt.type_string() ~ ")",
    'lead_id': 'contact_id',
    'changed_at': moment_text('changed_at'),
    'from_status': 'from_status',
    'to_status': 'to_status',
    'changed_by_user_id': 'changed_by',
    'reason_code': "case when from_last = 1 and to_status in ('rejected', 'disqualified', 'recycled', 'unresponsive') then reason_code end",
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when " ~ says_yes('is_deleted_by_loader') ~ " then 'true' end",
}, left_out='left_out') }}

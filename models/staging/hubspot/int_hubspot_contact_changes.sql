-- One row per record of HubSpot's history of contacts, with what it tells of the handling of a lead, or why it tells nothing.
-- Why: life cycle and lead status are two properties of one handling. Calculated properties are written again with the same
-- value, which is no change; the life cycle only moves forward, so that a lead comes back by its lead status. HubSpot has
-- no event of handing over: a lead is in someone's hands from the first moment it is both marketing qualified and owned.
with history as (
    select
        contact_property_history.*,
        coalesce(contacts_merged.contact_id, {{ hubspot_id('contact_property_history.contact_id') }}) as lead_id,
        {{ hubspot_property('contact_property_history.property') }} as property_name,
        {{ moment('contact_property_history.changed_at') }} as moment,
        lower(trim(contact_property_history.property_value)) as new_value
    from {{ source('hubspot', 'contact_property_history') }} as contact_property_history
    left join {{ ref('int_hubspot_contacts_merged') }} as contacts_merged
        on {{ hubspot_id('contact_property_history.contact_id') }} = contacts_merged.merged_id
),
ordered as (
    select
        *,
        row_number() over (partition by lead_id, property_name order by moment, _file, _line) as position,
        lag(new_value) over (partition by lead_id, property_name order by moment, _file, _line) as old_value
    from history
),
contacts as (
    select * from {{ ref('int_hubspot_contacts') }}
),
qualified as (
    select history.lead_id, min(history.moment) as moment
    from history
    inner join {{ meanings('hubspot', 'lead_status') }} as lead_status
        on history.new_value = lead_status.value
            and lead_status.meaning = 'mql'
    where history.property_name = 'lifecyclestage'
        and not {{ says_yes('history.is_deleted_by_loader') }}
    group by history.lead_id
),
owned as (
    select lead_id, min(moment) as moment
    from history
    where property_name = 'hubspot_owner_id'
        and new_value <> ''
        and not {{ says_yes('is_deleted_by_loader') }}
    group by lead_id
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
changes as (
    select
        ordered.*,
        case when ordered.property_name = 'hubspot_owner_id' then 'assigned' else new_status.meaning end as to_status,
        case when ordered.property_name <> 'hubspot_owner_id' then old_status.meaning end as from_status,
        case
            when ordered.property_name = 'hubspot_owner_id'
                then greatest(ordered.moment, coalesce(qualified.moment, contacts.became_mql_at))
            else ordered.moment
        end as told_at,
        reason.meaning as told_reason,
        contacts.is_gone,
        contacts.reason as contact_reason,
        contacts.sales_quality_rating,
        -- a change no person is named for is the owner's, unless a machine made it; a deal is opened by sales
        coalesce(
            users.owner_id,
            emails.owner_id,
            case
                when ordered.property_name = 'hubspot_owner_id' then null
                when coalesce(automated.meaning, 'human') <> 'automated' or new_status.meaning = 'converted'
                    then contacts.owner_id
            end
        ) as changed_by,
        case
            when coalesce(ordered.property_name, '') not in ('lifecyclestage', 'hs_lead_status', 'hubspot_owner_id')
                then 'history of a property that is not used'
            when contacts.is_gone then 'its contact is deleted'
            when coalesce(ordered.new_value, '') = '' then 'the property was emptied'
            when ordered.position > 1 and ordered.new_value = ordered.old_value then 'the same value again'
            when ordered.property_name = 'hubspot_owner_id' and coalesce(qualified.moment, contacts.became_mql_at) is null
                then 'the owner of a contact that was never marketing qualified'
            when ordered.property_name = 'hubspot_owner_id' and ordered.moment > owned.moment
                then 'a later owner of the same contact'
            when ordered.property_name <> 'hubspot_owner_id' and new_status.meaning is null
                then 'a status without a meaning (lead_status in mapping.yml)'
        end as left_out
    from ordered
    left join contacts
        on ordered.lead_id = contacts.contact_id
    left join qualified
        on ordered.lead_id = qualified.lead_id
    left join owned
        on ordered.lead_id = owned.lead_id
    left join users
        on {{ hubspot_id("coalesce(ordered.changed_by_user_id, case when ordered.change_source_id like 'userId:%' then substr(ordered.change_source_id, 8) end)") }} = users.user_id
    left join emails
        on ordered.change_source_id = emails.email
    left join {{ meanings('hubspot', 'lead_status') }} as new_status
        on ordered.new_value = new_status.value
    left join {{ meanings('hubspot', 'lead_status') }} as old_status
        on ordered.old_value = old_status.value
    left join {{ meanings('hubspot', 'reason') }} as reason
        on ordered.new_value = reason.value
    left join {{ meanings('hubspot', 'automated') }} as automated
        on lower(trim(ordered.change_source)) = automated.value
),
-- what the contact says of the decision holds for the newest one
ranked as (
    select
        *,
        row_number() over (
            partition by lead_id, left_out is null and to_status in ('rejected', 'disqualified', 'recycled', 'unresponsive')
            order by moment desc, _line desc
        ) as refusal_from_last,
        row_number() over (
            partition by
                lead_id,
                left_out is null
                and to_status in ('accepted', 'qualified', 'converted', 'rejected', 'disqualified', 'recycled', 'unresponsive')
            order by moment desc, _line desc
        ) as decision_from_last
    from changes
)
select
    ranked.*,
    case
        when ranked.to_status in ('rejected', 'disqualified', 'recycled', 'unresponsive')
            then coalesce(
                ranked.told_reason,
                case when ranked.refusal_from_last = 1 then coalesce(contact_reason.meaning, ranked.contact_reason) end
            )
    end as reason_code,
    case
        when ranked.decision_from_last = 1
            and ranked.to_status in ('accepted', 'qualified', 'converted', 'rejected', 'disqualified', 'recycled', 'unresponsive')
            then ranked.sales_quality_rating
    end as rating
from ranked
left join {{ meanings('hubspot', 'reason') }} as contact_reason
    on lower(trim(ranked.contact_reason)) = contact_reason.value

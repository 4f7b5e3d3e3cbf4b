-- One row per contact that was both marketing qualified and owned: the first moment it was, as its assignment.
-- Why: HubSpot has no event of handing over; a lead is in someone's hands once it has an owner.
with history as (
    select
        coalesce(contacts_merged.contact_id, {{ hubspot_id('contact_property_history.contact_id') }}) as lead_id,
        lower(trim(contact_property_history.property)) as property_name,
        lower(trim(contact_property_history.property_value)) as new_value,
        {{ moment('contact_property_history.changed_at') }} as moment,
        contact_property_history._source,
        contact_property_history._file,
        contact_property_history._line
    from {{ source('hubspot', 'contact_property_history') }} as contact_property_history
    left join {{ ref('int_hubspot_contacts_merged') }} as contacts_merged
        on {{ hubspot_id('contact_property_history.contact_id') }} = contacts_merged.merged_id
    where lower(trim(contact_property_history.property)) in ('lifecyclestage', 'hubspot_owner_id')
        and contact_property_history.property_value is not null
        and not {{ says_yes('contact_property_history.is_deleted_by_loader') }}
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
    group by history.lead_id
),
owned as (
    select
        lead_id,
        min(moment) as moment,
        min_by(_source, moment) as _source,
        min_by(_file, moment) as _file,
        min_by(_line, moment) as _line
    from history
    where property_name = 'hubspot_owner_id'
    group by lead_id
),
assigned as (
    select
        owned.lead_id,
        greatest(owned.moment, coalesce(qualified.moment, contacts.became_mql_at)) as moment,
        contacts.is_gone,
        owned._source,
        owned._file,
        owned._line
    from owned
    left join qualified
        on owned.lead_id = qualified.lead_id
    left join contacts
        on owned.lead_id = contacts.contact_id
    where coalesce(qualified.moment, contacts.became_mql_at) is not null
)
{{ stage_from('lead_status_events', 'assigned', {
    'event_id': "lead_id || '-assigned'",
    'lead_id': 'lead_id',
    'changed_at': "cast(moment as " ~ dbt.type_string() ~ ")",
    'to_status': "'assigned'",
    'source_system': "'hubspot'",
}, left_out="case when is_gone then 'its contact is deleted' end") }}

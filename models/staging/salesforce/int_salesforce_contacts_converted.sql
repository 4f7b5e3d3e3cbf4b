-- One row per lead that became a contact, with the time in which that contact stands for it.
-- Why: after conversion all work is on the contact. One who was a lead twice stands for each of them in turn.
with contacts as (
    select
        {{ salesforce_id('id') }} as lead_id,
        max({{ salesforce_id('converted_contact_id') }}) as contact_id
    from {{ source('salesforce', 'lead') }}
    where converted_contact_id is not null
    group by {{ salesforce_id('id') }}
),
leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _set_aside_reason is null
),
merged as (
    select * from {{ ref('int_salesforce_records_merged') }}
),
converted as (
    select
        leads.lead_id,
        coalesce(merged.master_id, contacts.contact_id) as contact_id,
        coalesce(leads.converted_at, leads.created_at) as converted_at
    from leads
    inner join contacts
        on leads.lead_id = contacts.lead_id
    left join merged
        on contacts.contact_id = merged.record_id
),
ordered as (
    select
        *,
        row_number() over (partition by contact_id order by converted_at, lead_id) as position,
        lead(converted_at) over (partition by contact_id order by converted_at, lead_id) as next_converted_at
    from converted
)
select
    contact_id,
    lead_id,
    case when position = 1 then timestamp '1900-01-01 00:00:00' else coalesce(converted_at, timestamp '1900-01-01 00:00:00') end as stands_from,
    coalesce(next_converted_at, timestamp '9999-12-31 00:00:00') as stands_until
from ordered

-- One row per contact of HubSpot and the record of Salesforce it is synchronised with.
-- Why: the same lead stands in both systems, and is counted once.
with links as (
    select {{ hubspot_id('contact_id') }} as record_id, {{ salesforce_id('salesforce_lead_id') }} as other_id
    from {{ source('hubspot', 'contact') }}
    union all
    select {{ hubspot_id('contact_id') }} as record_id, {{ salesforce_id('salesforce_contact_id') }} as other_id
    from {{ source('hubspot', 'contact') }}
)
select distinct
    record_id,
    'lead' as entity,
    'salesforce' as other_source,
    other_id
from links
where record_id is not null
    and other_id <> ''

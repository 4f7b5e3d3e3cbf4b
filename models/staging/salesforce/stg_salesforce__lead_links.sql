-- One row per converted lead and the contact it became.
-- Why: another system may know a person by the contact's id; the lead is still the one record.
select
    lead_id as record_id,
    'lead' as entity,
    'salesforce' as other_source,
    contact_id as other_id
from {{ ref('int_salesforce_contacts_converted') }}

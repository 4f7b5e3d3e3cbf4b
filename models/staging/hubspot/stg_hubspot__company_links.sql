-- One row per company of HubSpot and the record of Salesforce it is synchronised with.
-- Why: the same account stands in both systems, and is counted once.
with links as (
    select {{ hubspot_id('company_id') }} as record_id, {{ salesforce_id('salesforce_account_id') }} as other_id
    from {{ source('hubspot', 'company') }}
)
select distinct
    record_id,
    'account' as entity,
    'salesforce' as other_source,
    other_id
from links
where record_id is not null
    and other_id <> ''

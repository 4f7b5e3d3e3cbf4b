-- One row per deal of HubSpot and the record of Salesforce it is synchronised with.
-- Why: the same opportunity stands in both systems, and is counted once.
with links as (
    select {{ hubspot_id('deal_id') }} as record_id, {{ salesforce_id('salesforce_opportunity_id') }} as other_id
    from {{ source('hubspot', 'deal') }}
)
select distinct
    record_id,
    'opportunity' as entity,
    'salesforce' as other_source,
    other_id
from links
where record_id is not null
    and other_id <> ''

-- One row per owner of HubSpot and the hash of the e-mail it goes by.
-- Why: the same person owns records in both systems, and no id of the other is kept for users.
select distinct
    {{ hubspot_id('owner_id') }} as record_id,
    'user' as entity,
    'e-mail' as other_source,
    email as other_id
from {{ source('hubspot', 'owner') }}
where {{ hubspot_id('owner_id') }} is not null
    and email is not null

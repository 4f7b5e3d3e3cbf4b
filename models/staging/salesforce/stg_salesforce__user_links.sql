-- One row per user and the hash of the e-mail they log in with.
-- Why: the same seller owns records in both systems, and neither keeps the other's id of users.
select distinct
    {{ salesforce_id('id') }} as record_id,
    'user' as entity,
    'e-mail' as other_source,
    email as other_id
from {{ source('salesforce', 'user') }}
where id is not null
    and email is not null

-- One row per owner of HubSpot: id, the user behind it, and the hashes they are named by.
-- Why: records carry the owner's id, histories the user's, and exports for people a name or an e-mail.
with owner as (
    select * from {{ source('hubspot', 'owner') }}
)
select
    {{ hubspot_id('owner_id') }} as owner_id,
    max({{ hubspot_id('user_id') }}) as user_id,
    max(email) as email,
    max(owner_name) as owner_name
from owner
where {{ hubspot_id('owner_id') }} is not null
group by {{ hubspot_id('owner_id') }}

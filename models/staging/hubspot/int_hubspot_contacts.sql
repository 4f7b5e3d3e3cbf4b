-- One row per contact that is in use: what others look up of it.
-- Why: a landing may hold a contact several times, and joins must not multiply.
with contact as (
    select * from {{ source('hubspot', 'contact') }}
),
contacts_merged as (
    select * from {{ ref('int_hubspot_contacts_merged') }}
),
{{ owner_names() }}
select
    {{ hubspot_id('contact.contact_id') }} as contact_id,
    max(contact.email) as email,
    max({{ owner_of('contact') }}) as owner_id,
    max(contact.hs_analytics_source) as lead_source,
    max(contact.reason) as reason,
    max(contact.sales_quality_rating) as sales_quality_rating,
    min({{ moment('contact.became_mql_at') }}) as became_mql_at,
    min({{ moment('contact.createdate') }}) as created_at,
    min(case when {{ hubspot_deleted('contact') }} then 1 else 0 end) = 1 as is_gone
from contact
left join contacts_merged
    on {{ hubspot_id('contact.contact_id') }} = contacts_merged.merged_id
left join owner_names
    on contact.owner_name = owner_names.named
where contacts_merged.merged_id is null
    and {{ hubspot_id('contact.contact_id') }} is not null
group by {{ hubspot_id('contact.contact_id') }}

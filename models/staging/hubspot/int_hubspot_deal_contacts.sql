-- One row per deal and contact that takes part in it.
-- Why: landings say it in a table of its own, in a list on the deal, or in a list on the contact.
with associations as (
    select {{ hubspot_id('deal_id') }} as deal_id, {{ hubspot_id('contact_id') }} as contact_id
    from {{ source('hubspot', 'deal_contact') }}
    where not {{ says_yes('is_deleted_by_loader') }}
    union all
    select {{ hubspot_id('deal_id') }} as deal_id, {{ each_id('contact_ids') }} as contact_id
    from {{ source('hubspot', 'deal') }}
    where contact_ids is not null
    union all
    select {{ each_id('deal_ids') }} as deal_id, {{ hubspot_id('contact_id') }} as contact_id
    from {{ source('hubspot', 'contact') }}
    where deal_ids is not null
),
contacts_merged as (
    select * from {{ ref('int_hubspot_contacts_merged') }}
),
deals_merged as (
    select * from {{ ref('int_hubspot_deals_merged') }}
)
select distinct
    coalesce(deals_merged.deal_id, associations.deal_id) as deal_id,
    coalesce(contacts_merged.contact_id, associations.contact_id) as contact_id
from associations
left join deals_merged
    on associations.deal_id = deals_merged.merged_id
left join contacts_merged
    on associations.contact_id = contacts_merged.merged_id
where associations.deal_id <> ''
    and associations.contact_id <> ''

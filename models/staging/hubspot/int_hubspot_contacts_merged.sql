-- One row per contact that was merged into another: its id, and the id that stays.
-- Why: histories, activities and associations still carry the id a contact had before it was merged.
with contact as (
    select * from {{ source('hubspot', 'contact') }}
),
contact_merge_audit as (
    select * from {{ source('hubspot', 'contact_merge_audit') }}
),
listed as (
    select
        {{ hubspot_id('contact_id') }} as contact_id,
        {{ each_id('merged_ids') }} as merged_id
    from contact
    where merged_ids is not null
    union all
    select
        {{ hubspot_id('contact_id') }} as contact_id,
        {{ hubspot_id('merged_id') }} as merged_id
    from contact_merge_audit
),
pairs as (
    select merged_id, max(contact_id) as contact_id
    from listed
    where merged_id <> '' and merged_id <> contact_id
    group by merged_id
)
select
    pairs.merged_id,
    -- the one it was merged into may have been merged in turn
    coalesce(latest.contact_id, pairs.contact_id) as contact_id
from pairs
left join pairs as latest
    on pairs.contact_id = latest.merged_id
        and pairs.merged_id <> latest.contact_id

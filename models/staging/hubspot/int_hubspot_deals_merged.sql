-- One row per deal that was merged into another: its id, and the id that stays.
-- Why: histories, activities and associations still carry the id a deal had before it was merged.
with deal as (
    select * from {{ source('hubspot', 'deal') }}
),
merged_deal as (
    select * from {{ source('hubspot', 'merged_deal') }}
),
listed as (
    select
        {{ hubspot_id('deal_id') }} as deal_id,
        {{ each_id('merged_ids') }} as merged_id
    from deal
    where merged_ids is not null
    union all
    select
        {{ hubspot_id('deal_id') }} as deal_id,
        {{ hubspot_id('merged_id') }} as merged_id
    from merged_deal
),
pairs as (
    select merged_id, max(deal_id) as deal_id
    from listed
    where merged_id <> '' and merged_id <> deal_id
    group by merged_id
)
select
    pairs.merged_id,
    -- the one it was merged into may have been merged in turn
    coalesce(latest.deal_id, pairs.deal_id) as deal_id
from pairs
left join pairs as latest
    on pairs.deal_id = latest.merged_id
        and pairs.merged_id <> latest.deal_id

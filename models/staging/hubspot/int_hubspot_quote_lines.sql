-- One row per line item of a quote, with the deal the quote is for and whether it is the one that was ordered.
-- Why: HubSpot copies lines to a quote, so that of a deal's quotes one only may count: the newest that was published.
with quote as (
    select * from {{ source('hubspot', 'quote') }}
),
quote_deals as (
    select {{ hubspot_id('quote_id') }} as quote_id, min({{ hubspot_id('deal_id') }}) as deal_id
    from {{ source('hubspot', 'quote_deal') }}
    where not {{ says_yes('is_deleted_by_loader') }}
    group by {{ hubspot_id('quote_id') }}
),
about as (
    select
        {{ hubspot_id('quote.quote_id') }} as quote_id,
        max(coalesce(quote_deals.deal_id, {{ first_id('quote.deal_ids') }})) as deal_id,
        max({{ moment('quote.createdate') }}) as created_at,
        max(case
            when {{ hubspot_deleted('quote') }} then 0
            when lower(replace(trim(quote.status), ' ', '_')) in ('approved', 'approval_not_needed', 'published', 'signed', 'accepted', 'paid')
                then 1
            else 0
        end) as is_published
    from quote
    left join quote_deals
        on {{ hubspot_id('quote.quote_id') }} = quote_deals.quote_id
    group by {{ hubspot_id('quote.quote_id') }}
),
ranked as (
    select
        about.*,
        coalesce(deals_merged.deal_id, about.deal_id) as opportunity_id,
        row_number() over (
            partition by coalesce(deals_merged.deal_id, about.deal_id)
            order by about.is_published desc, about.created_at desc nulls last, about.quote_id desc
        ) as position
    from about
    left join {{ ref('int_hubspot_deals_merged') }} as deals_merged
        on about.deal_id = deals_merged.merged_id
),
pairs as (
    select {{ hubspot_id('line_item_id') }} as line_item_id, {{ hubspot_id('quote_id') }} as quote_id
    from {{ source('hubspot', 'line_item_quote') }}
    where not {{ says_yes('is_deleted_by_loader') }}
    union
    select {{ hubspot_id('line_item_id') }} as line_item_id, {{ each_id('quote_ids') }} as quote_id
    from {{ source('hubspot', 'line_item') }}
    where quote_ids is not null
    union
    select {{ each_id('line_item_ids') }} as line_item_id, {{ hubspot_id('quote_id') }} as quote_id
    from {{ source('hubspot', 'quote') }}
    where line_item_ids is not null
)
select
    pairs.line_item_id,
    max(case when ranked.is_published = 1 and ranked.position = 1 then ranked.opportunity_id end) as opportunity_id
from pairs
left join ranked
    on pairs.quote_id = ranked.quote_id
where pairs.line_item_id <> ''
group by pairs.line_item_id

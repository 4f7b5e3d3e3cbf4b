-- One row per quote, with whether it is the one its deal was ordered by.
-- Why: a deal has many quotes and one order: the quote synced with it, else the newest one the buyer accepted.
with {{ salesforce_records('quote') }},
synced as (
    select
        {{ salesforce_id('id') }} as opportunity_id,
        max({{ salesforce_id('synced_quote_id') }}) as quote_id
    from {{ source('salesforce', 'opportunity') }}
    where {{ salesforce_id('synced_quote_id') }} is not null
        and not {{ says_no('is_active_version') }}
    group by {{ salesforce_id('id') }}
),
judged as (
    select
        landed.*,
        case
            when landed.set_aside is not null then landed.set_aside
            when landed.id is null then 'id is missing'
            when landed.is_gone then 'deleted at source'
        end as left_out,
        case
            when synced.quote_id = landed.id or {{ says_yes('landed.is_syncing') }} then 1
            when lower(trim(landed.status)) = 'accepted' then 2
        end as choice
    from landed
    left join synced
        on landed.opportunity_id = synced.opportunity_id
),
ranked as (
    select
        *,
        row_number() over (
            partition by opportunity_id, left_out is null
            order by choice nulls last, {{ salesforce_time('created_date') }} desc nulls last, id desc
        ) as position
    from judged
)
select
    id as quote_id,
    opportunity_id,
    left_out is null and choice is not null and position = 1 as is_ordered,
    _source,
    _file,
    _line,
    left_out as _set_aside_reason
from ranked

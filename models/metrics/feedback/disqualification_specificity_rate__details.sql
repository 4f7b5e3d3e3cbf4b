-- One row per companion figure of rejections: reasons by family, wrong-fit leads that bought into it after all, and whether lost
-- deals say why.
-- Why: everything coded "not ready" to be polite, or "wrong fit" to be rid of it, looks specific and is not.
with rejected as (
    select
        *,
        case
            when first_rejected_reason is null then 'no_reason'
            when first_rejected_reason like 'not!_ready%' escape '!' then 'not_ready'
            when first_rejected_reason like 'wrong!_fit%' escape '!' then 'wrong_fit'
            when first_rejected_reason in ('no_contact', 'duplicate', 'bad_data') then first_rejected_reason
            else 'other'
        end as reason_family
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and first_rejected_at is not null
),

-- "other" is no reason; what names the product tells those who make it
lost as (
    select
        closed_at,
        {{ segments() }},
        case when coalesce(lost_reason, '') in ('', 'other', 'unknown', 'none') then 0 else 1 end as is_reasoned,
        coalesce(lost_reason like '%product%' or lost_reason like '%feature%', false) as is_about_the_product
    from {{ ref('fct_deals') }}
    where is_closed and not coalesce(is_won, false) and closed_at is not null
),

observations as (
    select
        first_rejected_at as observed_at,
        {{ segments() }},
        'rejection_reason_family' as detail,
        category,
        case when reason_family = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from rejected
    cross join {{ listed(['not_ready', 'wrong_fit', 'no_contact', 'duplicate', 'bad_data', 'other', 'no_reason']) }} as families

    union all

    -- a year is given to each; younger rejections are not in it
    select
        first_rejected_at as observed_at,
        {{ segments() }},
        'false_disqualification_rate' as detail,
        null as category,
        case when converted_at > first_rejected_at and converted_at <= {{ add_days('first_rejected_at', 365) }} then 1 else 0 end as part,
        1 as whole,
        1 as records
    from rejected
    where reason_family = 'wrong_fit'
        and {{ add_days('first_rejected_at', 365) }} <= {{ as_of() }}

    union all

    select
        closed_at as observed_at,
        {{ segments() }},
        detail,
        null as category,
        case when detail = 'lost_deals_with_a_reason_share' or is_about_the_product then is_reasoned else 0 end as part,
        1 as whole,
        1 as records
    from lost
    cross join {{ listed(['lost_deals_with_a_reason_share', 'product_among_lost_reasons_share'], column='detail') }} as details
    where details.detail = 'lost_deals_with_a_reason_share' or lost.is_reasoned = 1
)

{{ summarise_details('observations') }}

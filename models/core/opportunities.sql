-- One row per deal as it stood at as_of, amounts in the reporting currency.
-- Why: looking back, a deal closed later than as_of was still open; a close without its own date closed on its close_date.
with {{ unite('opportunities') }},
rates as (
    select * from {{ ref('fx_rates') }}
),
dated as (
    select
        united.*,
        coalesce(united.is_won, false) as said_won,
        coalesce(united.is_closed, false) or coalesce(united.is_won, false) as said_closed,
        case
            when coalesce(united.is_closed, false) or coalesce(united.is_won, false)
                then coalesce(united.closed_at, cast(united.close_date as timestamp))
        end as said_closed_at
    from united
),
rewound as (
    select
        dated.*,
        case when dated.said_closed_at <= {{ as_of() }} then dated.said_closed_at end as known_closed_at,
        dated.said_closed and (dated.said_closed_at is null or dated.said_closed_at <= {{ as_of() }}) as known_closed
    from dated
),
converted as (
    select
        rewound.*,
        {{ exchange_rate('rates', 'rewound.currency_code') }} as rate
    from rewound
    left join rates
        on rewound.currency_code = rates.currency_code
            and {{ local_date('coalesce(rewound.known_closed_at, ' ~ as_of() ~ ')') }} >= rates.valid_from
            and {{ local_date('coalesce(rewound.known_closed_at, ' ~ as_of() ~ ')') }} < rates.valid_until
)
select
    opportunity_id,
    account_id,
    primary_lead_id,
    primary_campaign_id,
    product_id,
    owner_user_id,
    coalesce(opportunity_type, 'new') as opportunity_type,
    created_at,
    created_at_is_day,
    close_date,
    known_closed_at as closed_at,
    stage,
    known_closed as is_closed,
    known_closed and said_won as is_won,
    {{ money('amount * rate') }} as amount,
    {{ money('list_amount * rate') }} as list_amount,
    amount as original_amount,
    currency_code,
    rate as exchange_rate,
    segment,
    region,
    product_family,
    sales_claimed_source,
    marketing_claimed_source,
    message_theme,
    lost_reason,
    loaded_at,
    source_system,
    _source,
    _file,
    _line
from converted
where rate is not null

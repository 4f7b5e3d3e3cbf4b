-- One row per rep and quota period that has ended: what was attained of the quota, and whether the rep counts.
-- Why: whether quota was met matters to the goals and to what was given away to meet it.
with quotas as (
    select * from {{ ref('quotas') }} where quota_amount > 0
),

owners as (
    select * from {{ ref('dim_owners') }}
),

rates as (
    select * from {{ ref('fx_rates') }}
),

quarters as (
    select period_start, period_end from {{ ref('dim_periods') }} where period_grain = 'quarter'
),

won_deals as (
    select owner_user_id, closed_on, amount from {{ ref('fct_deals') }} where is_won and owner_user_id is not null
),

-- before the first win on record nobody knows what was won; that is not nothing
record as (
    select min(closed_on) as begins_on from {{ ref('fct_deals') }} where is_won
),

-- a period without an end runs to the day before the rep's next one, else to the end of its fiscal quarter
ended as (
    select
        quotas.user_id,
        quotas.period_start,
        coalesce(
            quotas.period_end,
            cast({{ add_days('lead(quotas.period_start) over (partition by quotas.user_id order by quotas.period_start)', -1) }} as date),
            quarters.period_end,
            cast({{ add_days(add_months('quotas.period_start', 3), -1) }} as date)
        ) as period_end,
        quotas.quota_amount,
        quotas.attained_amount,
        quotas.currency_code
    from quotas
    left join quarters
        on quotas.period_start between quarters.period_start and quarters.period_end
),

closed as (
    select * from ended where {{ add_days('period_end', 1) }} <= {{ as_of() }}
),

sold as (
    select
        closed.user_id,
        closed.period_start,
        sum(won_deals.amount) as won_amount,
        sum(case when {{ date_gap_days('closed.period_start', 'won_deals.closed_on') }} < 28 then won_deals.amount end) as first_weeks_amount
    from closed
    inner join won_deals
        on closed.user_id = won_deals.owner_user_id
            and won_deals.closed_on between closed.period_start and closed.period_end
    group by closed.user_id, closed.period_start
),

-- deals are in the reporting currency, so the quota they are held against must be too
attained as (
    select
        closed.user_id,
        closed.period_start,
        closed.period_end,
        {{ date_gap_days('closed.period_start', 'closed.period_end') }} + 1 as period_days,
        {{ money('closed.quota_amount * (' ~ exchange_rate('rates', 'closed.currency_code') ~ ')') }} as quota_amount,
        case
            when closed.attained_amount is not null then {{ divide('closed.attained_amount', 'closed.quota_amount') }}
            when closed.period_end >= record.begins_on
                then {{ divide('coalesce(sold.won_amount, 0)', 'closed.quota_amount * (' ~ exchange_rate('rates', 'closed.currency_code') ~ ')') }}
        end as attainment,
        case
            when {{ date_gap_days('record.begins_on', 'closed.period_start') }} > -28 then coalesce(sold.first_weeks_amount, 0)
        end as first_weeks_amount
    from closed
    cross join record
    left join sold
        on closed.user_id = sold.user_id
            and closed.period_start = sold.period_start
    left join rates
        on closed.currency_code = rates.currency_code
            and closed.period_end >= rates.valid_from
            and closed.period_end < rates.valid_until
)

select
    attained.*,
    attained.attainment >= 1 as is_met,
    -- fully ramped when the period began, and there to its end
    (owners.hired_on is null or cast({{ add_days('owners.hired_on', 'coalesce(owners.ramp_days, 0)') }} as date) <= attained.period_start)
        and (owners.left_on is null or owners.left_on >= attained.period_end) as is_ramped,
    owners.hired_on is not null as has_hire_date,
    owners.region,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as {{ dbt.type_string() }}) as channel,
    cast(null as {{ dbt.type_string() }}) as team,
    cast(null as {{ dbt.type_string() }}) as product_family
from attained
left join owners
    on attained.user_id = owners.user_id
where attained.attainment is not null

-- One row per companion figure of price realisation: the waterfall list, invoice, pocket, gross margin; concessions by type;
-- discounts by whether quota was met; the rate at the usual mix of products and deal sizes.
-- Why: a discount on the invoice and a gift beside it cost the same; the list shows only one of them.
with costed as (
    -- what was ordered cost its unit costs; one line without makes the deal's cost unknown
    select
        opportunity_id,
        sum(quantity * unit_cost) as cost_amount
    from {{ ref('opportunity_line_items') }}
    where coalesce(is_in_final_order, false)
    group by opportunity_id
    having count(quantity * unit_cost) = count(*)
),

won as (
    select
        deals.*,
        costed.cost_amount
    from {{ ref('fct_deals') }} as deals
    left join costed
        on deals.opportunity_id = costed.opportunity_id
    where deals.is_won and deals.list_amount > 0 and deals.amount is not null and {{ is_counted_type('price_realization_rate') }}
),

concessions as (
    select * from {{ ref('fct_concessions') }}
    where is_won and list_amount > 0 and amount is not null and {{ is_counted_type('price_realization_rate') }}
),

-- concessions on hardly any deal are unrecorded, not zero: then there is no pocket price to show
recording as (
    select
        {{ divide('count(case when concession_list_amount > 0 then 1 end)', 'count(*)') }} >= {{ var('minimum_concession_share') }} as is_recorded
    from won
),

observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        'waterfall' as detail,
        category,
        case category
            when 'list' then list_amount
            when 'invoice' then amount
            else amount - coalesce(concession_list_amount, 0)
        end as part,
        null as whole,
        1 as records
    from won
    cross join {{ listed(['list', 'invoice', 'pocket']) }} as steps
    cross join recording
    where steps.category <> 'pocket' or recording.is_recorded

    union all

    -- what lies between one level and the next
    select
        closed_on as observed_on,
        {{ segments() }},
        'waterfall_step' as detail,
        category,
        case category when 'discounts' then amount - list_amount else 0 - coalesce(concession_list_amount, 0) end as part,
        null as whole,
        1 as records
    from won
    cross join {{ listed(['discounts', 'concessions']) }} as steps
    cross join recording
    where steps.category = 'discounts' or recording.is_recorded

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'waterfall' as detail,
        'margin' as category,
        amount - case when recording.is_recorded then coalesce(concession_list_amount, 0) else 0 end - cost_amount as part,
        null as whole,
        1 as records
    from won
    cross join recording
    where cost_amount is not null

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'waterfall_step' as detail,
        'cost_of_goods' as category,
        0 - cost_amount as part,
        null as whole,
        1 as records
    from won
    where cost_amount is not null

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'gross_margin_rate' as detail,
        null as category,
        amount - case when recording.is_recorded then coalesce(concession_list_amount, 0) else 0 end - cost_amount as part,
        amount - case when recording.is_recorded then coalesce(concession_list_amount, 0) else 0 end as whole,
        1 as records
    from won
    cross join recording
    where cost_amount is not null

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'discount_rate' as detail,
        null as category,
        list_amount - amount as part,
        list_amount as whole,
        1 as records
    from won

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'pocket_price_realization' as detail,
        null as category,
        amount - coalesce(concession_list_amount, 0) as part,
        list_amount as whole,
        1 as records
    from won
    cross join recording
    where recording.is_recorded

    union all

    -- by whether the seller met the quota of the period the deal closed in, once that period has ended
    select
        won.closed_on as observed_on,
        {{ segments('won') }},
        'discount_by_quota' as detail,
        case when rep_quarters.is_met then 'met' else 'not_met' end as category,
        won.list_amount - won.amount as part,
        won.list_amount as whole,
        1 as records
    from won
    inner join {{ ref('fct_quotas') }} as rep_quarters
        on won.owner_user_id = rep_quarters.user_id
            and won.closed_on between rep_quarters.period_start and rep_quarters.period_end

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'deals_above_list_share' as detail,
        null as category,
        case when amount > list_amount then 1 else 0 end as part,
        1 as whole,
        1 as records
    from won

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'concession_amount' as detail,
        coalesce(concession_type, 'other') as category,
        concession_list_amount as part,
        null as whole,
        1 as records
    from concessions
),

-- direct standardisation: each period's rate by product family and third of deal size, at the mix of list amounts on record
sized as (
    select
        closed_on as observed_on,
        {{ segments() }},
        coalesce(product_family, '(not set)') || ' ' || cast(ntile(3) over (order by list_amount, opportunity_id) as {{ dbt.type_string() }}) as cell,
        amount,
        list_amount
    from won
),

usual_mix as (
    select cell, cast(sum(list_amount) as double) as list_amount
    from sized
    group by cell
),

{{ sliced_sums('sized', ['amount', 'list_amount'], by=['cell'], anchor='observed_on', name='cells') }},

standardised as (
    select
        {{ slice_columns('cells') }},
        -- cells without a deal in the slice leave the mix
        sum(usual_mix.list_amount * {{ divide('cells.amount', 'cells.list_amount') }}) / sum(usual_mix.list_amount) as value,
        count(*) as cells
    from cells
    inner join usual_mix
        on cells.cell = usual_mix.cell
    group by {{ slice_columns('cells') }}
)

{{ summarise_details('observations', anchor='observed_on') }}
-- a last step of some deals only would not be a step down from the others
where coalesce(category, '') not in ('margin', 'cost_of_goods')
    or exists (
        select 1
        from sliced as whole_waterfall
        where whole_waterfall.detail = 'waterfall'
            and whole_waterfall.category = 'list'
            and {{ slice_join('whole_waterfall', 'sliced') }}
            and whole_waterfall.records = sliced.records
    )

union all

-- all deals together came out above list, by more than rounds to nothing: real, but worth a look at the price book
select
    {{ slice_columns() }},
    'price_above_list' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ rounded('100 * (0 - ' ~ divide('part', 'whole') ~ ')', 1) }} as value,
    cast(records as bigint) as sample_size
from sliced
where detail = 'discount_rate' and part < -0.0005 * whole

union all

select
    {{ slice_columns() }},
    'realization_at_usual_mix' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    value,
    cast(cells as bigint) as sample_size
from standardised

union all

-- the discounts that met quotas cost: with quota met less without
select
    {{ slice_columns() }},
    'quota_met_discount_gap' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ divide("sum(case when category = 'met' then part end)", "sum(case when category = 'met' then whole end)") }}
    - {{ divide("sum(case when category = 'not_met' then part end)", "sum(case when category = 'not_met' then whole end)") }}
        as value,
    cast(sum(records) as bigint) as sample_size
from sliced
where detail = 'discount_by_quota'
group by {{ slice_columns() }}
having count(distinct category) = 2

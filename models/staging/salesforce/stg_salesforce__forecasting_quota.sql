-- One row per person and start of a period: a quota of money. Those of several product families add up to one.
-- Why: attainment is measured against what a person was asked for; quotas of pieces and of territories are not that.
with {{ salesforce_records('forecasting_quota') }},
weighed as (
    select
        landed.*,
        coalesce(
            landed.set_aside,
            case
                when {{ says_no(blank_is_no('forecasting_quota', 'is_amount')) }} then 'a quota of pieces, not of money'
                when landed.territory_2_id is not null then 'a quota of a territory, not of a person'
            end
        ) as left_out
    from landed
),
added as (
    select
        weighed.*,
        sum(case when left_out is null and not is_gone then try_cast(quota_amount as decimal(18, 2)) end) over (
            partition by quota_owner_id, start_date, forecasting_type_id
        ) as whole_amount,
        row_number() over (
            partition by quota_owner_id, start_date, forecasting_type_id, left_out, is_gone
            order by product_family, id
        ) as position
    from weighed
)
{{ stage_from('quotas', 'added', {
    'user_id': 'quota_owner_id',
    'period_start': only_day('start_date'),
    'quota_amount': 'whole_amount',
    'currency_code': 'currency_iso_code',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out="coalesce(left_out, case when position > 1 and not is_gone then 'added to the row of the same person and period' end)") }}

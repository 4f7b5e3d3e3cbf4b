-- One row per won deal with a list amount: what was given away beside the invoice, at list value.
-- Why: free training, freight and extended terms cost what a discount costs, and no invoice shows them.
with observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        coalesce(concession_list_amount, 0) as numerator,
        list_amount as denominator,
        true as is_mature
    from {{ ref('fct_deals') }}
    where is_won and list_amount > 0 and {{ is_counted_type('concession_leakage_rate') }}
)

{{ summarise_ratio('observations', interval='log', anchor='observed_on') }}

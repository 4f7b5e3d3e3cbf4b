-- One row per won deal with a list amount: what was invoiced of what the list asks.
-- Why: list price is marketing's decision, the invoice is sales'; the gap is what the two do to each other.
with observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        amount as numerator,
        list_amount as denominator,
        true as is_mature
    from {{ ref('fct_deals') }}
    where is_won and list_amount > 0 and amount is not null and {{ is_counted_type('price_realization_rate') }}
)

{{ summarise_ratio('observations', interval='complement', anchor='observed_on') }}

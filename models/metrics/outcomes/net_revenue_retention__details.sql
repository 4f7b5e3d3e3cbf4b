-- One row per companion figure of retention: customers kept, revenue kept without growth, and by how the last deal was won.
-- Why: growth of a few can hide the loss of many, and a rush or a gift at the sale may be paid for here.
with pairs as (
    select
        *,
        least(closing_amount, opening_amount) as kept_amount
    from {{ ref('fct_retention_pairs') }}
),

observations as (
    {% for detail, part, whole in [
        ('logo_retention', 'case when closing_amount > 0 then 1 else 0 end', '1'),
        ('gross_revenue_retention', 'kept_amount', 'opening_amount'),
        ('opening_revenue', 'opening_amount', 'null'),
        ('closing_revenue', 'closing_amount', 'null'),
    ] -%}
    select
        quarter_start as observed_on,
        {{ segments() }},
        '{{ detail }}' as detail,
        null as category,
        {{ part }} as part,
        {{ whole }} as whole,
        1 as records
    from pairs

    union all

    {% endfor -%}
    select
        quarter_start as observed_on,
        {{ segments() }},
        'retention_by_last_deal' as detail,
        case when last_deal_is_late then 'won late in the quarter' else 'won earlier' end as category,
        closing_amount as part,
        opening_amount as whole,
        1 as records
    from pairs
    where last_deal_is_late is not null

    union all

    select
        quarter_start as observed_on,
        {{ segments() }},
        'retention_by_last_deal' as detail,
        case when last_deal_has_concession then 'won with a concession' else 'won without concession' end as category,
        closing_amount as part,
        opening_amount as whole,
        1 as records
    from pairs
    where last_deal_has_concession is not null
)

{{ summarise_details('observations', grains=['quarter'], anchor='observed_on') }}

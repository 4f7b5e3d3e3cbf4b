-- One row per record of a Meta campaign report: what a campaign cost on a day, traced to one of ours where it can be.
-- Why: spend that cannot be traced is kept, for a return on marketing that leaves it out flatters.
{#- the column of the amount says its currency: Amount spent (EUR) -#}
{%- set codes = ['usd', 'eur', 'gbp', 'chf', 'cad', 'aud', 'nzd', 'jpy', 'sek', 'nok', 'dkk', 'pln', 'inr', 'brl', 'mxn', 'sgd', 'hkd', 'zar', 'aed', 'czk', 'huf', 'ils', 'krw', 'cny'] %}
{%- set amounts, currencies = [], [] %}
{%- for code in codes %}
{%- do amounts.append('report.amount_spent_' ~ code) %}
{%- do currencies.append("case when report.amount_spent_" ~ code ~ " is not null then '" ~ code | upper ~ "' end") %}
{%- endfor %}
{{ ad_spend(
    'meta_ads',
    amount='coalesce(report.amount_spent, ' ~ amounts | join(', ') ~ ')',
    currency='coalesce(report.currency_code, ' ~ currencies | join(', ') ~ ')',
    totals=['day', 'campaign_name'],
) }}

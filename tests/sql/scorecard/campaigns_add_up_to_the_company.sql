-- Every column of the campaigns, with what no campaign answers for, is the company's total: nothing counts twice or vanishes.
with campaigns as (
    select
        coalesce(sum(spend_amount), 0) as spend_amount,
        coalesce(sum(leads), 0) as leads,
        coalesce(sum(opportunities), 0) as opportunities,
        coalesce(sum(won_amount), 0) as won_amount
        {%- for rule in attribution_rules() + ['markov'] %},
        sum(credit_{{ rule }}) as credit_{{ rule }}
        {%- endfor %}
    from {{ ref('campaign_results') }}
),
spend as (
    select coalesce(sum(amount), 0) as amount from {{ ref('fct_spend') }}
),
leads as (
    select count(*) as leads from {{ ref('fct_lead_journeys') }}
),
deals as (
    select
        count(*) as opportunities,
        coalesce(sum(case when is_won then amount end), 0) as won_amount,
        coalesce(sum(case when is_won and amount > 0 then amount end), 0) as credited_amount
    from {{ ref('fct_deals') }}
)
select *
from campaigns
cross join spend
cross join leads
cross join deals
where abs(campaigns.spend_amount - spend.amount) > 0.01
    or campaigns.leads <> leads.leads
    or campaigns.opportunities <> deals.opportunities
    or campaigns.won_amount <> deals.won_amount
    {%- for rule in attribution_rules() + ['markov'] %}
    or abs(campaigns.credit_{{ rule }} - deals.credited_amount) > 1e-6 * greatest(deals.credited_amount, 1)
    {%- endfor %}

-- One row per metric and reason why its figures, all of them, come with a warning that is not a failed check.
-- Why: a stand-in for a missing record is used openly or not at all.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }}
),
sales_activities as (
    select * from {{ ref('sales_activities') }}
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
facts as (
    select
        max(case when handed_off_clock = 'mql_at' and handed_off_at is not null then 1 else 0 end) as uses_mql_clock,
        max(case when is_first_response_stand_in then 1 else 0 end) as uses_first_response
    from journeys
),
activity_facts as (
    select max(case when is_automated is null then 1 else 0 end) as has_unknown_automation
    from sales_activities
),
deal_facts as (
    select max(case when is_marketing_claim_derived then 1 else 0 end) as has_derived_claims
    from {{ ref('fct_deals') }}
),
noted as (
    select
        metric_catalog.metric,
        'the moment of hand-off is not recorded, so the MQL date stands in for it' as reason
    from metric_catalog
    cross join facts
    where facts.uses_mql_clock = 1
        and metric_catalog.anchor = 'hand_off'
        and metric_catalog.dimension in ('follow_up', 'feedback')
    union all
    select
        metric_catalog.metric,
        'no sales activity is recorded, so the first-response stamp of the lead stands in for it' as reason
    from metric_catalog
    cross join facts
    where facts.uses_first_response = 1
        and metric_catalog.dimension = 'follow_up'
    union all
    select
        metric_catalog.metric,
        'some sales activities do not say whether they were automated and count as human' as reason
    from metric_catalog
    cross join activity_facts
    where activity_facts.has_unknown_automation = 1
        and metric_catalog.input_list like '%,sales_activities,%'
    {%- if var('price_goal_from_deals') is not none %}
    union all
    select
        metric_catalog.metric,
        'a team without a price goal is judged by what its won deals kept of list price' as reason
    from metric_catalog
    where metric_catalog.metric = 'goal_compatibility_phi'
    {%- endif %}
    union all
    select
        metric_catalog.metric,
        'where marketing names no source, its claim is taken from the first touch' as reason
    from metric_catalog
    cross join deal_facts
    where deal_facts.has_derived_claims = 1
        and metric_catalog.metric in ('double_claimed_revenue_rate', 'source_agreement_kappa')
)
select
    metric,
    {{ joined_text('reason', '; ', 'reason') }} as reason
from noted
group by metric

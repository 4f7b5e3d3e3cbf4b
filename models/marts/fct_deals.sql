-- One row per deal, with its list price, what was given away, both claims on its source and its place in the fiscal quarter.
-- Why: price, quarter-end, claim and outcome metrics share these joins.
with opportunities as (
    select * from {{ ref('opportunities') }}
),
opportunity_line_items as (
    select * from {{ ref('opportunity_line_items') }}
),
products as (
    select * from {{ ref('products') }}
),
concessions as (
    select * from {{ ref('concessions') }}
),
attribution_claims as (
    select * from {{ ref('attribution_claims') }}
),
campaigns as (
    select * from {{ ref('campaigns') }}
),
leads as (
    select * from {{ ref('leads') }}
),
owners as (
    select * from {{ ref('dim_owners') }}
),
quarters as (
    select * from {{ ref('dim_periods') }} where period_grain = 'quarter'
),
quarter_days as (
    select * from {{ ref('dim_days') }} where period_grain = 'quarter'
),
ordered_lines as (
    select
        opportunity_id,
        sum(quantity * list_unit_price) as list_amount,
        max(product_family) as product_family
    from opportunity_line_items
    where coalesce(is_in_final_order, false)
    group by opportunity_id
),
deal_concessions as (
    select
        concessions.opportunity_id,
        sum(concessions.list_value_amount) as concession_list_amount,
        sum(
            coalesce(concessions.cost_amount, concessions.list_value_amount * (1 - {{ var('gross_margin') }}))
        ) as concession_cost_amount,
        sum(
            case
                when concessions.approved_by_user_id is null
                    then coalesce(concessions.cost_amount, concessions.list_value_amount * (1 - {{ var('gross_margin') }}))
            end
        ) as unapproved_concession_cost_amount
    from concessions
    inner join opportunities
        on concessions.opportunity_id = opportunities.opportunity_id
    where concessions.granted_at is null
        or opportunities.closed_at is null
        or concessions.granted_at <= {{ add_days('opportunities.closed_at', var('concession_horizon_days')) }}
    group by concessions.opportunity_id
),
claims as (
    select
        opportunity_id,
        max(case when claiming_function = 'sales' then claimed_source end) as sales_claimed_source,
        max(case when claiming_function = 'marketing' then claimed_source end) as marketing_claimed_source
    from attribution_claims
    group by opportunity_id
),
-- Deals cannot have closed before the data begins, so a quarter's end is judged by the days the data covers.
first_close as (
    select {{ local_date('min(closed_at)') }} as first_closed_on
    from opportunities
    where is_won
),
placed as (
    select
        opportunities.*,
        case when opportunities.created_at_is_day then 1 else 0 end as day_slack,
        {{ local_date('opportunities.closed_at') }} as closed_on,
        quarters.period_start as quarter_start,
        quarters.period_end as quarter_end,
        {{ date_gap_days('greatest(quarters.period_start, first_close.first_closed_on)', 'quarters.period_end') }} + 1 as covered_days
    from opportunities
    cross join first_close
    left join quarter_days
        on {{ local_date('opportunities.closed_at') }} = quarter_days.day
    left join quarters
        on quarter_days.period_start = quarters.period_start
)
select
    placed.opportunity_id,
    placed.account_id,
    placed.owner_user_id,
    placed.primary_lead_id,
    placed.primary_campaign_id,
    placed.opportunity_type,
    placed.created_at,
    -- where the opening is a day, the horizon runs to the end of its last day
    {{ add_days('placed.created_at', horizon('win_horizon_days') ~ ' + placed.day_slack') }} - {{ one_microsecond('placed.day_slack') }} as win_due_at,
    placed.closed_at,
    placed.closed_on,
    placed.is_closed,
    placed.is_won,
    placed.stage,
    placed.amount,
    coalesce(
        nullif(placed.list_amount, 0),
        nullif({{ money('ordered_lines.list_amount') }}, 0),
        {{ money('nullif(products.list_price, 0) * placed.exchange_rate') }}
    ) as list_amount,
    case
        when nullif(placed.list_amount, 0) is not null then 'opportunity'
        when nullif(ordered_lines.list_amount, 0) is not null then 'line_items'
        when nullif(products.list_price, 0) is not null then 'product'
    end as list_source,
    {{ money('deal_concessions.concession_list_amount') }} as concession_list_amount,
    {{ money('deal_concessions.concession_cost_amount') }} as concession_cost_amount,
    {{ money('deal_concessions.unapproved_concession_cost_amount') }} as unapproved_concession_cost_amount,
    placed.region,
    placed.segment,
    coalesce(campaigns.channel, lead_campaigns.channel, leads.lead_source) as channel,
    owners.team,
    coalesce(placed.product_family, ordered_lines.product_family, products.product_family) as product_family,
    coalesce(placed.sales_claimed_source, claims.sales_claimed_source) as sales_claimed_source,
    {%- if var('derive_marketing_claim') %}
    coalesce(placed.marketing_claimed_source, claims.marketing_claimed_source, first_touches.source) as marketing_claimed_source,
    placed.marketing_claimed_source is null
    and claims.marketing_claimed_source is null
    and first_touches.source is not null as is_marketing_claim_derived,
    {%- else %}
    coalesce(placed.marketing_claimed_source, claims.marketing_claimed_source) as marketing_claimed_source,
    false as is_marketing_claim_derived,
    {%- endif %}
    placed.message_theme,
    lower(trim(placed.lost_reason)) as lost_reason,
    placed.quarter_start,
    placed.quarter_end,
    placed.covered_days,
    {{ date_gap_days('placed.closed_on', 'placed.quarter_end') }} < {{ var('late_window_days') }} as is_late,
    {{ date_gap_days('placed.quarter_start', 'placed.closed_on') }} < {{ var('first_week_days') }} as is_first_week
from placed
left join ordered_lines
    on placed.opportunity_id = ordered_lines.opportunity_id
left join products
    on placed.product_id = products.product_id
left join deal_concessions
    on placed.opportunity_id = deal_concessions.opportunity_id
left join claims
    on placed.opportunity_id = claims.opportunity_id
{%- if var('derive_marketing_claim') %}
-- by choice of the company, marketing claims what its own touch began
left join (
    select
        opportunity_id,
        case when function = 'sales' then 'sales' else 'marketing' end as source,
        row_number() over (partition by opportunity_id order by occurred_at, touchpoint_id) as position
    from {{ ref('fct_deal_touches') }}
) as first_touches
    on placed.opportunity_id = first_touches.opportunity_id
        and first_touches.position = 1
{%- endif %}
left join campaigns
    on placed.primary_campaign_id = campaigns.campaign_id
left join leads
    on placed.primary_lead_id = leads.lead_id
left join campaigns as lead_campaigns
    on leads.source_campaign_id = lead_campaigns.campaign_id
left join owners
    on placed.owner_user_id = owners.user_id

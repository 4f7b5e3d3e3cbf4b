-- One row per companion figure of the follow-up rate: what became of each hand-off, who touched first, leads per rep, what leads
-- nobody touched had cost, and how many hand-offs carry a stamp.
-- Why: "never assigned" and "assigned, never touched" have different owners, and a sequence that writes first is not a person.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where handed_off_at is not null
),

matured as (
    select
        *,
        case
            when first_sales_touch_at <= follow_up_due_at then 'touched_in_time'
            when first_sales_touch_at is not null then 'touched_late'
            when first_assigned_at is null and owner_user_id is null then 'never_assigned'
            else 'assigned_not_touched'
        end as outcome
    from journeys
    where is_eligible and follow_up_due_at <= {{ as_of() }}
),

-- what a lead of a campaign cost to acquire, to date
lead_costs as (
    select
        spent.campaign_id,
        {{ divide('spent.amount', 'brought.leads') }} as cost
    from (
        select campaign_id, sum(amount) as amount
        from {{ ref('fct_spend') }}
        group by campaign_id
    ) as spent
    inner join (
        select source_campaign_id, count(*) as leads
        from {{ ref('fct_lead_journeys') }}
        group by source_campaign_id
    ) as brought
        on spent.campaign_id = brought.source_campaign_id
),

automated as (
    select lead_id, min(occurred_at) as first_automated_touch_at
    from {{ ref('sales_activities') }}
    where is_automated and coalesce(direction, 'outbound') = 'outbound'
    group by lead_id
),

-- only where the record tells automated activities from human ones
first_touches as (
    select
        matured.*,
        case
            when automated.first_automated_touch_at <= matured.follow_up_due_at
                and coalesce(automated.first_automated_touch_at < matured.first_sales_touch_at, true) then 'an automated sequence'
            when matured.first_sales_touch_at <= matured.follow_up_due_at then 'a person'
            else 'nobody'
        end as first_touch_by
    from matured
    left join automated
        on matured.lead_id = automated.lead_id
    where not matured.is_first_response_stand_in
),

-- what the young are heading for, while they are young
waits as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        first_sales_touch_at as success_at,
        cast(null as timestamp) as other_end_at,
        follow_up_due_at as due_at
    from journeys
    where is_eligible
),

{{ nowcast('waits') }},

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        'outcome' as detail,
        category,
        case when outcome = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
    cross join {{ listed(['touched_in_time', 'touched_late', 'assigned_not_touched', 'never_assigned']) }} as outcomes

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'attempts_per_lead' as detail,
        null as category,
        sales_attempts as part,
        1 as whole,
        1 as records
    from matured

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'first_touch' as detail,
        category,
        case when first_touch_by = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from first_touches
    cross join {{ listed(['a person', 'an automated sequence', 'nobody']) }} as touches

    union all

    -- sunk, and already within what such leads would have been worth: shown beside the cost, never added to it
    select
        matured.handed_off_at as observed_at,
        {{ segments('matured') }},
        'spend_on_untouched_leads_amount' as detail,
        null as category,
        lead_costs.cost as part,
        null as whole,
        1 as records
    from matured
    inner join lead_costs
        on matured.source_campaign_id = lead_costs.campaign_id
    where matured.first_sales_touch_at is null

    union all

    -- where hand-offs carry no stamp, another clock stands in for all of them
    select
        coalesce(leads.handed_off_at, journeys.first_assigned_at) as observed_at,
        {{ segments('journeys') }},
        'stamped_hand_off_share' as detail,
        null as category,
        case when leads.handed_off_at is not null then 1 else 0 end as part,
        1 as whole,
        1 as records
    from {{ ref('fct_lead_journeys') }} as journeys
    inner join {{ ref('leads') }} as leads
        on journeys.lead_id = leads.lead_id
    where coalesce(leads.handed_off_at, journeys.first_assigned_at) is not null
),

owned as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        owner_user_id,
        1 as leads
    from matured
    where owner_user_id is not null
),

{{ sliced_sums('owned', ['leads'], by=['owner_user_id'], name='leads_by_owner') }}

{{ summarise_details('observations') }}

union all

select
    {{ slice_columns() }},
    'leads_per_rep' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ divide('sum(leads)', 'count(*)') }} as value,
    cast(sum(leads) as bigint) as sample_size
from leads_by_owner
group by {{ slice_columns() }}

union all

{{ select_nowcast() }}

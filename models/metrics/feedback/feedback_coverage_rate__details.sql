-- One row per companion figure of feedback coverage: what the feedback says by family, how varied the reasons are, and how many
-- won deals lead back to a lead.
-- Why: one picklist value chosen for everything is coverage without information.
with matured as (
    select
        *,
        case
            when first_disposition_at is null or first_disposition_at > feedback_due_at then 'no_answer'
            when first_disposition_reason is null then 'no_reason'
            when first_disposition_reason like 'not!_ready%' escape '!' then 'not_ready'
            when first_disposition_reason like 'wrong!_fit%' escape '!' then 'wrong_fit'
            when first_disposition_reason in ('accepted', 'no_contact', 'duplicate', 'bad_data') then first_disposition_reason
            else 'other'
        end as reason_family
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and feedback_due_at <= {{ as_of() }}
),

reasoned as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        first_disposition_reason as reason,
        1 as leads
    from matured
    where reason_family not in ('no_answer', 'no_reason')
),

{{ sliced_sums('reasoned', ['leads'], by=['reason'], name='reasons') }},

reason_shares as (
    select
        {{ slice_columns() }},
        leads,
        leads / cast(sum(leads) over (partition by {{ slice_columns() }}) as double) as share
    from reasons
),

entropies as (
    select
        {{ slice_columns() }},
        -- greatest: a single reason must give 0, not -0
        greatest(-sum(share * ln(share)) / ln(cast(2 as double)), 0) as bits,
        sum(leads) as leads
    from reason_shares
    group by {{ slice_columns() }}
),

looped as (
    select journeys.opportunity_id
    from {{ ref('fct_lead_journeys') }} as journeys
    where journeys.handed_off_at is not null and journeys.opportunity_id is not null
    union
    select deals.opportunity_id
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('fct_lead_journeys') }} as journeys
        on deals.primary_lead_id = journeys.lead_id
    where journeys.handed_off_at is not null
),

-- what the young are heading for, while they are young
waits as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        first_structured_feedback_at as success_at,
        cast(null as timestamp) as other_end_at,
        feedback_due_at as due_at
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
),

{{ nowcast('waits') }},

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        'reason_family' as detail,
        category,
        case when reason_family = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
    cross join {{ listed(['accepted', 'not_ready', 'wrong_fit', 'no_contact', 'duplicate', 'bad_data', 'other', 'no_reason', 'no_answer']) }} as families

    union all

    -- the loop is closed where a deal won can be followed back to the lead that was handed over
    select
        deals.closed_at as observed_at,
        {{ segments('deals') }},
        'won_deals_from_a_lead_share' as detail,
        null as category,
        case when looped.opportunity_id is not null then 1 else 0 end as part,
        1 as whole,
        1 as records
    from {{ ref('fct_deals') }} as deals
    left join looped
        on deals.opportunity_id = looped.opportunity_id
    where deals.is_won
        and deals.closed_at is not null
        and coalesce(deals.opportunity_type, 'new') = 'new'
)

{{ summarise_details('observations') }}

union all

select
    {{ slice_columns() }},
    'reason_entropy_bits' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    bits as value,
    cast(leads as bigint) as sample_size
from entropies

union all

select
    {{ slice_columns() }},
    'reason_entropy_low' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ rounded('bits', 2) }} as value,
    cast(leads as bigint) as sample_size
from entropies
where bits < 0.5 and leads >= 30

union all

{{ select_nowcast() }}

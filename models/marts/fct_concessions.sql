-- One row per concession that belongs to a deal: granted at most the concession horizon after its close.
-- Why: what was given away is reported with the deal it sold, in the deal's period and segments.
with concessions as (
    select * from {{ ref('concessions') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
)

select
    concessions.concession_id,
    concessions.opportunity_id,
    concessions.concession_type,
    concessions.granted_at,
    concessions.approved_by_user_id,
    concessions.approved_by_user_id is not null as is_approved,
    concessions.list_value_amount as concession_list_amount,
    concessions.cost_amount as concession_cost_amount,
    {{ segments('deals') }},
    deals.owner_user_id,
    deals.closed_at,
    deals.closed_on,
    deals.is_won,
    deals.amount,
    deals.list_amount
from concessions
inner join deals
    on concessions.opportunity_id = deals.opportunity_id
where concessions.granted_at is null
    or deals.closed_at is null
    or concessions.granted_at <= {{ add_days('deals.closed_at', var('concession_horizon_days')) }}

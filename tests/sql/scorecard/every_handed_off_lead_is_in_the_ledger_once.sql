-- A lead that is nowhere, or in two places, makes every share of the ledger wrong.
with ledger as (
    select sum(leads) as leads
    from {{ ref('handoff_ledger') }}
    where period_grain = 'month' and segment_by = 'all'
),
journeys as (
    select count(*) as leads
    from {{ ref('fct_lead_journeys') }}
    where handed_off_at < {{ as_of() }}
)
select *
from ledger
cross join journeys
where coalesce(ledger.leads, 0) <> journeys.leads

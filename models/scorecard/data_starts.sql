-- One row per kind of event metrics are anchored on: the day the data first holds one.
-- Why: a first period that the data enters part-way is published with that caveat.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }}
),
deals as (
    select * from {{ ref('fct_deals') }}
)
select 'hand_off' as anchor, {{ local_date('min(handed_off_at)') }} as first_on from journeys
union all
select 'rejection' as anchor, {{ local_date('min(first_rejected_at)') }} as first_on from journeys
union all
select 'opportunity_created' as anchor, {{ local_date('min(created_at)') }} as first_on from deals
union all
select 'close' as anchor, min(closed_on) as first_on from deals where is_won

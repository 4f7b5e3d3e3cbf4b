-- A total that holds more than its causes, or a cause more than its leads, counts some money twice.
with misalignment_cost as (
    select * from {{ ref('misalignment_cost') }}
),
totals as (
    select
        segment_by,
        segment,
        sum(case when cause = 'total' then base else -base end) as difference,
        sum(case when cause = 'total' then low else -low end) as low_difference,
        sum(case when cause = 'total' then high else -high end) as high_difference,
        max(high) as largest
    from misalignment_cost
    where period_grain = 'latest'
    group by segment_by, segment
),
lead_losses as (
    select
        lead_states.period_start,
        lead_states.state as cause,
        sum(lost_lead_value.base) as base
    from {{ ref('int_lead_states') }} as lead_states
    inner join {{ ref('int_lost_lead_value') }} as lost_lead_value
        on lead_states.period_start = lost_lead_value.period_start
            and lead_states.cell_segment = lost_lead_value.cell_segment
            and lead_states.band = lost_lead_value.band
            and lead_states.state = lost_lead_value.state
    group by lead_states.period_start, lead_states.state
)
select
    segment_by,
    segment,
    largest
from totals
where greatest(abs(difference), abs(low_difference), abs(high_difference)) > 1e-6 * greatest(largest, 1)
union all
select
    misalignment_cost.segment_by,
    misalignment_cost.cause as segment,
    misalignment_cost.base as largest
from misalignment_cost
inner join lead_losses
    on misalignment_cost.period_start = lead_losses.period_start
        and misalignment_cost.cause = lead_losses.cause
where misalignment_cost.period_grain = 'quarter'
    and misalignment_cost.segment_by = 'all'
    and abs(misalignment_cost.base - lead_losses.base) > 1e-6 * greatest(lead_losses.base, 1)

-- One row per companion figure of lead conversion: what all leads, young ones too, are on course for after 30 and 90 days, and
-- what was won of a lead.
-- Why: a rejected lead can no longer convert; leaving it out of the running as if it still could promises far too much.
with leads as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        converted_at,
        case when converted_at is null or first_rejected_at < converted_at then first_rejected_at end as rejected_at,
        handed_off_at,
        opportunity_due_at
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
),

-- whichever comes first; a lead that has met neither is still open at as_of
observations as (
    select
        observed_at,
        {{ segments() }},
        greatest({{ days_between('handed_off_at', 'coalesce(rejected_at, converted_at, ' ~ as_of() ~ ')') }}, 0) as elapsed,
        case when rejected_at is not null then 2 when converted_at is not null then 1 else 0 end as ending
    from leads
),

-- what the young are heading for, while they are young
waits as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        converted_at as success_at,
        rejected_at as other_end_at,
        opportunity_due_at as due_at
    from leads
),

{{ nowcast('waits', grains=['month', 'quarter']) }},

{{ numbered_slices('observations', ['elapsed', 'ending'], grains=['month', 'quarter']) }},

{{ cumulative_incidence('sliced', 'slice', endings=2, horizons=[30, horizon('opportunity_horizon_days')]) }},

-- what was won of leads, once every lead of a period has had its time; a win of unknown amount leaves the amounts
worth as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        case when won_at <= win_due_at then 1 else 0 end as won,
        1 as leads,
        case when won_at <= win_due_at then coalesce(won_amount, 0) else 0 end as amount,
        case when won_at <= win_due_at and won_amount is null then 0 else 1 end as valued,
        case when win_due_at <= {{ as_of() }} then 0 else 1 end as young
    from {{ ref('fct_lead_journeys') }}
    where is_eligible
),

{{ sliced_sums('worth', ['won', 'leads', 'amount', 'valued', 'young'], grains=['month', 'quarter'], name='worth_in_slices') }}

select
    {{ slice_columns('names') }},
    case cumulative_incidence.ending when 1 then 'opportunity_within_days' else 'rejected_within_days' end as detail,
    cast(cumulative_incidence.horizon as {{ dbt.type_string() }}) as category,
    cumulative_incidence.incidence as value,
    cast(cumulative_incidence.records as bigint) as sample_size
from cumulative_incidence
inner join sliced_names as names
    on cumulative_incidence.slice = names.slice
where cumulative_incidence.incidence is not null
{%- for detail, part, whole in [('won_share', 'won', 'leads'), ('won_amount_per_lead', 'amount', 'valued')] %}

union all

select
    {{ slice_columns() }},
    '{{ detail }}' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ divide(part, whole) }} as value,
    cast({{ whole }} as bigint) as sample_size
from worth_in_slices
where young = 0 and {{ whole }} > 0
{%- endfor %}

union all

{{ select_nowcast() }}

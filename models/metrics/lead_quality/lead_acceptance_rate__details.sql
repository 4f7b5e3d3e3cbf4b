-- One row per companion figure of the acceptance rate: first answers by kind, follow-up of accepted leads, how many leads fit,
-- and the rate at the channel mix of the whole record.
-- Why: a rate can rise because fewer leads came, or easier channels; "accept and never touch" is not acceptance.
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where handed_off_at is not null
),

matured as (
    select
        *,
        case
            when first_disposition_at is null or first_disposition_at > acceptance_due_at then 'no_answer_in_time'
            when first_disposition_status in ('accepted', 'qualified', 'converted') then 'accepted'
            when first_disposition_status in ('rejected', 'disqualified') then 'rejected'
            else 'other_answer'
        end as answer
    from journeys
    where is_eligible and acceptance_due_at <= {{ as_of() }}
),

-- what the young are heading for, while they are young
waits as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        case when first_disposition_status in ('accepted', 'qualified', 'converted') then first_disposition_at end as success_at,
        case when first_disposition_status not in ('accepted', 'qualified', 'converted') then first_disposition_at end as other_end_at,
        acceptance_due_at as due_at
    from journeys
    where is_eligible
),

{{ nowcast('waits') }},

observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        'first_answer' as detail,
        category,
        case when answer = category then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
    cross join {{ listed(['accepted', 'rejected', 'other_answer', 'no_answer_in_time']) }} as answers

    union all

    select
        handed_off_at as observed_at,
        {{ segments() }},
        'accepted_and_worked' as detail,
        null as category,
        case when first_sales_touch_at <= follow_up_due_at then 1 else 0 end as part,
        1 as whole,
        1 as records
    from matured
    where answer = 'accepted'

    union all

    -- fit is who the lead is, not what it did: grades A and B
    select
        handed_off_at as observed_at,
        {{ segments() }},
        detail,
        category,
        case when fit_grade in ('A', 'B') then 1 else 0 end as part,
        1 as whole,
        1 as records
    from (
        select *, 'good_fit_share' as detail, null as category from journeys
        union all
        select *, 'good_fit_by_segment_share' as detail, coalesce(segment, '(not set)') as category from journeys
    ) as fitting
    where is_eligible and fit_grade is not null
),

-- direct standardisation: each period's rate by channel, at the channel mix of all matured leads
channel_mix as (
    select
        coalesce(channel, '(not set)') as mix_channel,
        cast(count(*) as double) as leads
    from matured
    group by coalesce(channel, '(not set)')
),

answered as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        coalesce(channel, '(not set)') as mix_channel,
        case when answer = 'accepted' then 1 else 0 end as accepted,
        1 as leads
    from matured
),

{{ sliced_sums('answered', ['accepted', 'leads'], by=['mix_channel'], name='by_channel') }},

standardised as (
    select
        {{ slice_columns('by_channel') }},
        -- channels without a lead in the slice leave the mix
        sum(channel_mix.leads * {{ divide('by_channel.accepted', 'by_channel.leads') }}) / sum(channel_mix.leads) as value,
        sum(by_channel.leads) as leads
    from by_channel
    inner join channel_mix
        on by_channel.mix_channel = channel_mix.mix_channel
    group by {{ slice_columns('by_channel') }}
)

{{ summarise_details('observations') }}

union all

select
    {{ slice_columns() }},
    'channel_standardised_rate' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    value,
    cast(leads as bigint) as sample_size
from standardised

union all

{{ select_nowcast() }}

-- One row per eligible lead handed off while a definition was in force: whether it meets marketing's and sales' own rule.
-- Why: what each team calls a lead is on paper; only putting both rules to the same leads shows whether they mean the same.
{%- set definitions = written_definitions() %}
-- depends_on: {{ ref('lead_definitions') }}
with journeys as (
    select * from {{ ref('fct_lead_journeys') }} where is_eligible
),

-- the conditions come from data and are only about columns of leads, so they are put to leads alone
judged as (
    select
        lead_id as judged_lead_id,
        clock_at,
        {{ has_definition(definitions, 'marketing', 'clock_at') }} as has_marketing,
        {{ has_definition(definitions, 'sales', 'clock_at') }} as has_sales,
        {{ has_definition(definitions, 'marketing', 'clock_at', unreadable=true) }}
            or {{ has_definition(definitions, 'sales', 'clock_at', unreadable=true) }} as has_unreadable,
        {{ names_unfilled_columns(definitions, 'marketing', 'clock_at', ref('leads')) }}
            or {{ names_unfilled_columns(definitions, 'sales', 'clock_at', ref('leads')) }} as has_unfilled,
        {{ meets_definition(definitions, 'marketing', 'clock_at') }} as meets_marketing,
        {{ meets_definition(definitions, 'sales', 'clock_at') }} as meets_sales
    from (
        select
            leads.*,
            journeys.handed_off_at as clock_at
        from {{ ref('leads') }} as leads
        inner join journeys
            on leads.lead_id = journeys.lead_id
    ) as handed_off
),

written as (
    select
        max(case when has_marketing then 1 else 0 end) = 1 as by_marketing,
        max(case when has_sales then 1 else 0 end) = 1 as by_sales
    from judged
)

select
    journeys.lead_id,
    {{ segments('journeys') }},
    journeys.handed_off_at,
    journeys.owner_user_id,
    journeys.first_assigned_at,
    judged.meets_marketing,
    judged.meets_sales,
    judged.has_unreadable,
    judged.has_unfilled,
    not (written.by_marketing and written.by_sales) as is_one_sided,
    -- with one definition on file a lead is held against that one
    case
        when judged.has_unfilled then null
        when not written.by_sales then judged.meets_marketing
        when not written.by_marketing then judged.meets_sales
        else judged.meets_marketing and judged.meets_sales
    end as meets_definitions
from journeys
inner join judged
    on journeys.lead_id = judged.judged_lead_id
cross join written
where (judged.has_marketing or not written.by_marketing)
    and (judged.has_sales or not written.by_sales)
    and (written.by_marketing or written.by_sales)

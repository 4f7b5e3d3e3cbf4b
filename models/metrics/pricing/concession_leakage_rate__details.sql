-- One row per companion figure of concession leakage: by type, without approval, by quota met or not, and two warnings.
-- Why: one kind of gift is a habit that can be talked about; gifts that grow where quota is met are what the goal cost.
with won as (
    select * from {{ ref('fct_deals') }} where is_won and list_amount > 0
),

concessions as (
    select * from {{ ref('fct_concessions') }} where is_won and list_amount > 0
),

-- concessions nobody writes down are unknown, not zero: rows on too few deals of the last year say so
recording as (
    select {{ divide('count(case when concession_list_amount > 0 then 1 end)', 'count(*)') }} as recorded_share
    from won
    where closed_at > {{ add_days(as_of(), -365) }}
),

rep_quarters as (
    select * from {{ ref('fct_quotas') }}
),

observations as (
    select
        closed_on as observed_on,
        {{ segments() }},
        'concession_amount' as detail,
        coalesce(concession_type, 'other') as category,
        concession_list_amount as part,
        null as whole,
        1 as records
    from concessions

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'unapproved_share' as detail,
        null as category,
        case when is_approved then 0 else concession_list_amount end as part,
        concession_list_amount as whole,
        1 as records
    from concessions

    union all

    -- the function that said yes, never the person
    select
        concessions.closed_on as observed_on,
        {{ segments('concessions') }},
        'concession_amount_by_approver' as detail,
        case when concessions.is_approved then coalesce(owners.function, 'approved by someone not on file') else 'nobody' end as category,
        concessions.concession_list_amount as part,
        null as whole,
        1 as records
    from concessions
    left join {{ ref('dim_owners') }} as owners
        on concessions.approved_by_user_id = owners.user_id

    union all

    select
        closed_on as observed_on,
        {{ segments() }},
        'deals_with_a_concession' as detail,
        null as category,
        case when concession_list_amount > 0 then 1 else 0 end as part,
        1 as whole,
        1 as records
    from won

    union all

    -- by whether the rep met the quota of the period the deal closed in, once that period has ended
    select
        won.closed_on as observed_on,
        {{ segments('won') }},
        'leakage_by_quota' as detail,
        case when rep_quarters.is_met then 'met' else 'not_met' end as category,
        coalesce(won.concession_list_amount, 0) as part,
        won.list_amount as whole,
        1 as records
    from won
    inner join rep_quarters
        on won.owner_user_id = rep_quarters.user_id
            and won.closed_on between rep_quarters.period_start and rep_quarters.period_end

    union all

    -- the youngest deals can still be given something
    select
        closed_on as observed_on,
        {{ segments() }},
        'deals_still_open_to_concessions' as detail,
        null as category,
        1 as part,
        null as whole,
        1 as records
    from won
    where {{ add_days('closed_at', var('concession_horizon_days')) }} > {{ as_of() }}

    union all

    select
        won.closed_on as observed_on,
        {{ segments('won') }},
        'concessions_hardly_recorded' as detail,
        null as category,
        {{ rounded('100 * recording.recorded_share', 2) }} as part,
        1 as whole,
        1 as records
    from won
    cross join recording
    where recording.recorded_share < {{ var('minimum_concession_share') }}
)

{{ summarise_details('observations', anchor='observed_on') }}

union all

-- the highest cost comes when goals are met: leakage with quota met less leakage without
select
    {{ slice_columns() }},
    'quota_met_gap' as detail,
    cast(null as {{ dbt.type_string() }}) as category,
    {{ divide("sum(case when category = 'met' then part end)", "sum(case when category = 'met' then whole end)") }}
    - {{ divide("sum(case when category = 'not_met' then part end)", "sum(case when category = 'not_met' then whole end)") }}
        as value,
    cast(sum(records) as bigint) as sample_size
from sliced
where detail = 'leakage_by_quota'
group by {{ slice_columns() }}
having count(distinct category) = 2

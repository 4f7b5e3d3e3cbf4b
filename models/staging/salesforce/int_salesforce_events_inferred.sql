-- One row per conversion the history does not tell, and per lead that sales owned from the start.
-- Why: a converted lead's history ends, often before its conversion; a lead created in a seller's name has no change of owner.
with leads as (
    select * from {{ ref('stg_salesforce__lead') }} where _set_aside_reason is null
),
changes as (
    select * from {{ ref('int_salesforce_leads_changed') }} where left_out is null or what = 'owner'
),
users as (
    select * from {{ ref('int_salesforce_users_known') }}
),
told as (
    select
        own_lead_id,
        max(case when to_status = 'converted' then 1 else 0 end) as has_conversion,
        min_by(case when what = 'owner' then old_owner_id end, case when what = 'owner' and not is_owner_again then changed_at end) as first_owner_id
    from changes
    group by own_lead_id
),
-- without the tracking of owners nobody knows since when a lead has had its own
tracking as (
    select count(*) > 0 as is_of_owners
    from changes
    where what = 'owner'
)

select
    leads.lead_id || '@converted' as event_id,
    leads.lead_id,
    substr(cast(leads.converted_at as {{ dbt.type_string() }}), 1, 10) as changed_at,
    'converted' as to_status,
    leads.owner_user_id as changed_by_user_id,
    leads.loaded_at,
    leads._source,
    leads._file,
    leads._line
from leads
left join told
    on leads.lead_id = told.own_lead_id
where leads.converted_at is not null
    and coalesce(told.has_conversion, 0) = 0
union all
select
    leads.lead_id || '@first owner' as event_id,
    leads.lead_id,
    cast(leads.created_at as {{ dbt.type_string() }}) as changed_at,
    'assigned' as to_status,
    cast(null as {{ dbt.type_string() }}) as changed_by_user_id,
    leads.loaded_at,
    leads._source,
    leads._file,
    leads._line
from leads
cross join tracking
left join told
    on leads.lead_id = told.own_lead_id
inner join users
    on coalesce(told.first_owner_id, leads.owner_user_id) = users.user_id
where tracking.is_of_owners
    and users.function in ('sales', 'sdr')
    and leads.created_at is not null

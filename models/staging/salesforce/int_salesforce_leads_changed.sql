-- One row per record of LeadHistory with what it says in our terms: a status, a conversion, a creation, a change of owner.
-- Why: owners come as ids and again as names, conversions as a field and again as a status; each counts once.
{%- set status_fields = ['status', 'lead status'] %}
{%- set owner_fields = ['owner', 'lead owner', 'ownerassignment', 'owner assignment', 'owneraccepted', 'owner accepted'] %}
{%- set conversion_fields = ['leadconverted', 'lead converted', 'converted'] %}
with {{ salesforce_records('lead_history', told_by='coalesce(id, lead_id)') }},
merged as (
    select * from {{ ref('int_salesforce_records_merged') }}
),
users as (
    select * from {{ ref('int_salesforce_users_known') }}
),
tidied as (
    select
        landed.*,
        coalesce(merged.master_id, landed.lead_id) as own_lead_id,
        coalesce(landed.id, landed.lead_id || '@' || landed.created_date || '@' || landed.field) as event_id,
        case
            when {{ is_one_of('lower(trim(landed.field))', status_fields) }} then 'status'
            when {{ is_one_of('lower(trim(landed.field))', owner_fields) }} then 'owner'
            when {{ is_one_of('lower(trim(landed.field))', conversion_fields) }} then 'conversion'
            when {{ is_one_of('lower(trim(landed.field))', ['created', 'created.']) }} then 'creation'
        end as what,
        {% for value in ['old_value', 'new_value'] -%}
        case when length(landed.{{ value }}) in (15, 18) and substr(landed.{{ value }}, 1, 3) in ('005', '00G') then {{ salesforce_id('landed.' ~ value) }} end as {{ value }}_id,
        {% endfor -%}
        {{ salesforce_time('landed.created_date') }} as changed_at
    from landed
    left join merged
        on landed.lead_id = merged.record_id
),
owned_by_id as (
    select count(*) > 0 as are_told
    from tidied
    where what = 'owner' and new_value_id is not null
),
joined as (
    select
        tidied.*,
        coalesce(tidied.old_value_id, old_owner.user_id) as old_owner_id,
        coalesce(new_owner.function, named_owner.function) as new_owner_function,
        coalesce(tidied.created_by_id, changer.user_id) as changed_by_user_id,
        coalesce(old_status.meaning, case when tidied.what = 'status' then tidied.old_value end) as from_status,
        new_status.meaning as new_status,
        tidied.what = 'owner' and tidied.new_value_id is null and owned_by_id.are_told as is_owner_again
    from tidied
    cross join owned_by_id
    left join users as old_owner
        on case when tidied.what = 'owner' then tidied.old_value end = old_owner.name
    left join users as new_owner
        on case when tidied.what = 'owner' then tidied.new_value_id end = new_owner.user_id
    left join users as named_owner
        on case when tidied.what = 'owner' then tidied.new_value end = named_owner.name
    left join users as changer
        on case when tidied.created_by_id is null then tidied.created_by_name end = changer.name
    left join {{ meanings('salesforce', 'lead_status') }} as old_status
        on case when tidied.what = 'status' then lower(trim(tidied.old_value)) end = old_status.value
    left join {{ meanings('salesforce', 'lead_status') }} as new_status
        on case when tidied.what = 'status' then lower(trim(tidied.new_value)) end = new_status.value
),
converted_by_status as (
    select distinct own_lead_id
    from joined
    where new_status = 'converted' and set_aside is null
)
select
    joined.*,
    case
        when what = 'status' then new_status
        when what = 'conversion' then 'converted'
        when what = 'creation' then 'new'
        when new_owner_function in ('sales', 'sdr') then 'assigned'
    end as to_status,
    case
        when set_aside is not null then set_aside
        when what is null then 'a change of another field'
        when is_owner_again then 'the same change of owner, by name'
        when what = 'owner' and coalesce(new_owner_function, '') not in ('sales', 'sdr')
            then 'the new owner is not known to be of sales'
        when what = 'conversion' and converted_by_status.own_lead_id is not null then 'the status tells the same conversion'
        when what = 'status' and new_status is null
            then 'the status ' || coalesce(new_value, 'left blank') || ' has no meaning yet: say it under lead_status in mapping.yml'
    end as left_out
from joined
left join converted_by_status
    on joined.own_lead_id = converted_by_status.own_lead_id

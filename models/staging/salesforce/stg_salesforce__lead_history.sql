-- One row per tracked change of a lead: a status with a meaning, its conversion, its creation, or its first seller as owner.
-- Why: this is the only record of when sales took a lead and what it said; Salesforce keeps it for 18 months.
with {{ salesforce_records('lead_history') }},
merged as (
    select * from {{ ref('int_salesforce_records_merged') }}
),
users as (
    select * from {{ ref('int_salesforce_users_known') }}
),
owners as (
    select * from {{ ref('int_salesforce_owners_changed') }}
),
lead as (
    select * from {{ ref('int_salesforce_leads_judged') }}
),
read_changes as (
    select
        landed.*,
        lower(trim(landed.field)) as changed_field,
        coalesce(merged.master_id, landed.lead_id) as own_lead_id,
        coalesce(landed.id, landed.lead_id || '@' || landed.created_date || '@' || landed.field) as event_id,
        coalesce(landed.created_by_id, users.user_id) as changed_by_user_id,
        owners.new_function,
        owners.is_named_only,
        new_status.meaning as new_meaning,
        coalesce(old_status.meaning, landed.old_value) as old_meaning
    from landed
    left join merged
        on landed.lead_id = merged.record_id
    left join users
        on landed.created_by_id is null
            and landed.created_by_name = users.name
    left join owners
        on landed._file = owners._file
            and landed._line = owners._line
    left join {{ meanings('salesforce', 'lead_status') }} as new_status
        on lower(trim(landed.new_value)) = new_status.value
    left join {{ meanings('salesforce', 'lead_status') }} as old_status
        on lower(trim(landed.old_value)) = old_status.value
),
judged as (
    select
        read_changes.*,
        case
            when changed_field in ('status', 'lead status') then new_meaning
            when changed_field in ('leadconverted', 'lead converted', 'converted') then 'converted'
            when changed_field in ('created', 'created.') then 'new'
            when new_function in ('sales', 'sdr') then 'assigned'
        end as to_status
    from read_changes
),
-- a conversion is told twice, by the field that says so and by the status it leaves
told as (
    select
        judged.*,
        max(case when changed_field in ('status', 'lead status') and to_status = 'converted' then 1 else 0 end)
            over (partition by own_lead_id) = 1 as has_status_of_conversion,
        -- what sales says about a lead stands on the lead: it goes with the last thing sales did with it
        row_number() over (
            partition by own_lead_id, coalesce(to_status in ('rejected', 'disqualified', 'recycled', 'unresponsive'), false)
            order by {{ typed('created_date', 'timestamp') }} desc nulls last, event_id desc
        ) as place_from_last_refusal,
        row_number() over (
            partition by
                own_lead_id,
                coalesce(to_status in ('accepted', 'qualified', 'rejected', 'disqualified', 'recycled', 'unresponsive'), false)
            order by {{ typed('created_date', 'timestamp') }} desc nulls last, event_id desc
        ) as place_from_last_answer
    from judged
    where reason is null
    union all
    select
        judged.*,
        false as has_status_of_conversion,
        cast(null as bigint) as place_from_last_refusal,
        cast(null as bigint) as place_from_last_answer
    from judged
    where reason is not null
),
joined as (
    select
        told.*,
        case
            when told.to_status in ('rejected', 'disqualified', 'recycled', 'unresponsive') and told.place_from_last_refusal = 1
                then lead.reason_code
        end as reason_code,
        case
            when told.to_status in ('accepted', 'qualified', 'rejected', 'disqualified', 'recycled', 'unresponsive')
                and told.place_from_last_answer = 1
                then lead.sales_quality_rating
        end as sales_quality_rating,
        case
            when told.reason is not null then told.reason
            when told.changed_field in ('leadconverted', 'lead converted', 'converted') and told.has_status_of_conversion
                then 'the status tells the same conversion'
            when told.changed_field in ('owner', 'lead owner', 'ownerassignment', 'owneraccepted') and told.is_named_only
                then 'the same change of owner, by name'
            when told.changed_field in ('owner', 'lead owner', 'ownerassignment', 'owneraccepted') and told.to_status is null
                then 'the new owner is not known to be of sales'
            when told.changed_field in ('status', 'lead status') and told.to_status is null
                then 'the status ' || coalesce(told.new_value, 'left blank') || ' has no meaning yet; say it under lead_status in mapping.yml'
            when told.to_status is null then 'a change of another field'
        end as left_out
    from told
    left join lead
        on told.own_lead_id = lead.lead_id
)
{{ stage_from('lead_status_events', 'joined', {
    'event_id': 'event_id',
    'lead_id': 'own_lead_id',
    'changed_at': 'created_date',
    'from_status': 'old_meaning',
    'to_status': 'to_status',
    'changed_by_user_id': 'changed_by_user_id',
    'reason_code': 'reason_code',
    'sales_quality_rating': 'sales_quality_rating',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out='left_out') }}

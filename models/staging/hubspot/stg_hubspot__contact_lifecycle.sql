-- One row per stage a contact's own dates tell of, where no history of its life cycle is there.
-- Why: an export of contacts alone still says when each became marketing's, sales' and a deal.
with contact as (
    select * from {{ source('hubspot', 'contact') }}
),
contacts as (
    select * from {{ ref('int_hubspot_contacts') }}
),
told as (
    select distinct coalesce(contacts_merged.contact_id, {{ hubspot_id('contact_property_history.contact_id') }}) as lead_id
    from {{ source('hubspot', 'contact_property_history') }} as contact_property_history
    left join {{ ref('int_hubspot_contacts_merged') }} as contacts_merged
        on {{ hubspot_id('contact_property_history.contact_id') }} = contacts_merged.merged_id
    where {{ hubspot_property('contact_property_history.property') }} = 'lifecyclestage'
),
stages as (
    {%- for column, status in [('became_mql_at', 'mql'), ('became_sql_at', 'qualified'), ('became_opportunity_at', 'converted')] %}
    select
        {{ hubspot_id('contact_id') }} as lead_id,
        {{ column }} as changed_at,
        '{{ status }}' as to_status,
        loaded_at,
        _source,
        _file,
        _line
    from contact
    where {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),
joined as (
    select
        stages.*,
        case when stages.to_status <> 'mql' then contacts.owner_id end as changed_by,
        contacts.is_gone
    from stages
    inner join contacts
        on stages.lead_id = contacts.contact_id
    left join told
        on stages.lead_id = told.lead_id
    where told.lead_id is null
)
{{ stage_from('lead_status_events', 'joined', {
    'event_id': "lead_id || '-lifecyclestage-' || to_status",
    'lead_id': 'lead_id',
    'changed_at': moment_text('changed_at'),
    'to_status': 'to_status',
    'changed_by_user_id': 'changed_by',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
}, left_out="case when is_gone then 'its contact is deleted' end") }}

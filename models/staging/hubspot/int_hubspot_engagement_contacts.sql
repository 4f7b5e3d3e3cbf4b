-- One row per activity and contact it is about, numbered.
-- Why: landings say it in a table of its own or in a list on the activity; one e-mail may go to several people.
with associations as (
    select {{ hubspot_id('engagement_id') }} as engagement_id, {{ hubspot_id('contact_id') }} as contact_id
    from {{ source('hubspot', 'engagement_contact') }}
    where not {{ says_yes('is_deleted_by_loader') }}
    {%- for object in ['engagement', 'engagement_call', 'engagement_email', 'engagement_meeting', 'engagement_task', 'engagement_communication'] %}
    union all
    select {{ hubspot_id('engagement_id') }} as engagement_id, {{ each_id('contact_ids') }} as contact_id
    from {{ source('hubspot', object) }}
    where contact_ids is not null
    {%- endfor %}
    union all
    select {{ hubspot_id('engagement_id') }} as engagement_id, {{ each_id(json_text('associations', '$.contactIds')) }} as contact_id
    from {{ source('hubspot', 'engagement') }}
    where substr(trim(associations), 1, 1) = '{'
),
contacts_merged as (
    select * from {{ ref('int_hubspot_contacts_merged') }}
),
pairs as (
    select distinct
        associations.engagement_id,
        coalesce(contacts_merged.contact_id, associations.contact_id) as contact_id
    from associations
    left join contacts_merged
        on associations.contact_id = contacts_merged.merged_id
    where associations.contact_id <> ''
)
select
    engagement_id,
    contact_id,
    row_number() over (partition by engagement_id order by contact_id) as position
from pairs

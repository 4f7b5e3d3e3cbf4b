-- One row per activity that is about something: its first contact, deal and company.
-- Why: an activity counts once; what it means for further contacts stands in rows of their own.
with deals_merged as (
    select * from {{ ref('int_hubspot_deals_merged') }}
),
{%- set objects = ['engagement', 'engagement_call', 'engagement_email', 'engagement_meeting', 'engagement_task', 'engagement_communication'] %}
{%- for subject, key in [('deal', 'dealIds'), ('company', 'companyIds')] %}
{{ subject }}_associations as (
    select {{ hubspot_id('engagement_id') }} as engagement_id, {{ hubspot_id(subject ~ '_id') }} as {{ subject }}_id
    from {{ source('hubspot', 'engagement_' ~ subject) }}
    where not {{ says_yes('is_deleted_by_loader') }}
    {%- for object in objects %}
    union all
    select {{ hubspot_id('engagement_id') }} as engagement_id, {{ each_id(subject ~ '_ids') }} as {{ subject }}_id
    from {{ source('hubspot', object) }}
    where {{ subject }}_ids is not null
    {%- endfor %}
    union all
    select {{ hubspot_id('engagement_id') }} as engagement_id, {{ each_id(json_text('associations', '$.' ~ key)) }} as {{ subject }}_id
    from {{ source('hubspot', 'engagement') }}
    where substr(trim(associations), 1, 1) = '{'
),
{%- endfor %}
links as (
    select engagement_id, contact_id, cast(null as {{ dbt.type_string() }}) as deal_id, cast(null as {{ dbt.type_string() }}) as company_id
    from {{ ref('int_hubspot_engagement_contacts') }}
    where position = 1
    union all
    select deal_associations.engagement_id, null, coalesce(deals_merged.deal_id, deal_associations.deal_id), null
    from deal_associations
    left join deals_merged
        on deal_associations.deal_id = deals_merged.merged_id
    where deal_associations.deal_id <> ''
    union all
    select engagement_id, null, null, company_id
    from company_associations
    where company_id <> ''
)
select
    engagement_id,
    min(contact_id) as contact_id,
    min(deal_id) as deal_id,
    min(company_id) as company_id
from links
group by engagement_id

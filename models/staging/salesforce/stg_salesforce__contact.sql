-- One row per contact: its account and the hash of its e-mail.
-- Why: a look-up; after conversion a lead's calls and campaigns are recorded on its contact.
with {{ salesforce_records('contact') }},
merged as (
    select * from {{ ref('int_salesforce_records_merged') }}
)
select
    landed.id as contact_id,
    coalesce(merged.master_id, landed.account_id) as account_id,
    landed.email as person_key,
    landed._source,
    landed._file,
    landed._line,
    case
        when landed.set_aside is not null then landed.set_aside
        when landed.id is null then 'id is missing'
        when landed.master_record_id is not null then 'merged into another record'
        when landed.is_gone then 'deleted at source'
    end as _set_aside_reason
from landed
left join merged
    on landed.account_id = merged.record_id

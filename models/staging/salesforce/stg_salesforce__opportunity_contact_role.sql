-- One row per contact who takes part in a deal.
-- Why: a deal opened after conversion names its lead only through its primary contact.
with {{ salesforce_records('opportunity_contact_role') }},
merged as (
    select * from {{ ref('int_salesforce_records_merged') }}
)
select
    landed.id as opportunity_contact_role_id,
    landed.opportunity_id,
    coalesce(merged.master_id, landed.contact_id) as contact_id,
    {{ says_yes(blank_is_no('opportunity_contact_role', 'is_primary')) }} as is_primary,
    landed._source,
    landed._file,
    landed._line,
    case
        when landed.set_aside is not null then landed.set_aside
        when landed.id is null then 'id is missing'
        when landed.is_gone then 'deleted at source'
    end as _set_aside_reason
from landed
left join merged
    on landed.contact_id = merged.record_id

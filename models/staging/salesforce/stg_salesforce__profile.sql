-- One row per profile of users.
-- Why: it says the function of a user whose role does not.
with {{ salesforce_records('profile') }}
select
    id as profile_id,
    name as profile_name,
    _source,
    _file,
    _line,
    case
        when set_aside is not null then set_aside
        when id is null then 'id is missing'
        when is_gone then 'deleted at source'
    end as _set_aside_reason
from landed

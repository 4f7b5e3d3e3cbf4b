-- One row per user: function, kind, and the hash of the name where no other user has it.
-- Why: reports name owners instead of giving their ids, and what a change means depends on whose it is.
with {{ salesforce_records('user') }},
users as (
    select * from {{ ref('stg_salesforce__user') }}
),
single_names as (
    select name
    from landed
    where set_aside is null
    group by name
    having count(*) = 1
)
select
    users.user_id,
    users.function,
    landed.user_type,
    single_names.name
from users
inner join landed
    on users._file = landed._file
        and users._line = landed._line
left join single_names
    on landed.name = single_names.name
where users._set_aside_reason is null

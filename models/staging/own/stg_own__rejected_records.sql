-- One row per record that could not be parsed into fields.
-- Why: such records never reach a staging table, and still must be accounted for.
select
    source,
    table_name,
    file,
    line,
    reason
from {{ source('load', '_rejected') }}

-- One row per raw file read.
-- Why: row accounting starts from what the files held.
select
    source,
    table_name,
    file,
    rows_read,
    rows_rejected
from {{ source('load', '_files') }}

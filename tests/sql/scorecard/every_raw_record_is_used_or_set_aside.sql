-- Rows read = rows used + rows set aside, for every file, against the count made while reading it.
with row_accounting as (
    select
        source,
        {{ adapter.quote('table') }} as table_name,
        file,
        sum(rows_read) as rows_read,
        sum(rows_used) as rows_used,
        sum(rows_set_aside) as rows_set_aside
    from {{ ref('row_accounting') }}
    group by source, {{ adapter.quote('table') }}, file
),
files as (
    select * from {{ ref('stg_own__files') }}
)
select *
from files
left join row_accounting
    on files.source = row_accounting.source
        and files.table_name = row_accounting.table_name
        and files.file = row_accounting.file
where coalesce(row_accounting.rows_read, 0) <> files.rows_read
    or coalesce(row_accounting.rows_used + row_accounting.rows_set_aside, 0) <> files.rows_read

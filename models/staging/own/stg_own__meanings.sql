-- One row per value of a source and what it means in our terms: the system's standard values and those of mapping.yml.
-- Why: every company names its statuses, reasons and stages its own way.
select
    source,
    subject,
    value,
    meaning
from {{ source('load', '_meanings') }}

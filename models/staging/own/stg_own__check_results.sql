-- One row per data check of this build and metric it touches.
-- Why: a number carries the verdicts of the checks upstream of it.
with check_results as (
    select * from {{ source('checks', 'check_results') }}
)
select
    {{ adapter.quote('check') }} as check_id,
    relation,
    severity,
    success,
    observed,
    unexpected_rows,
    ',' || replace(coalesce(metrics, ''), ' ', '') || ',' as metric_list
from check_results

-- Unknown is never 0: only measured and flagged figures carry a value, and every withheld one says why.
select *
from {{ ref('metric_scores') }}
where (status in ('measured', 'flagged')) <> (value is not null)
    or (status not in ('measured') and coalesce(status_reason, '') = '')
    or (value is null and score is not null)

-- One row per metric, period and segment as earlier builds published it.
-- Why: a blocked metric shows its last good value, and a restated one says so.
select *
from {{ source('history', 'metric_values') }}

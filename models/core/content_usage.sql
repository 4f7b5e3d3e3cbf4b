-- One row per content usage record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('content_usage') }}
select *
from united

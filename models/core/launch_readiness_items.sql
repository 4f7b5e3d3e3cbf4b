-- One row per launch readiness item record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('launch_readiness_items') }}
select *
from united

-- One row per enablement event record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('enablement_events') }}
select *
from united

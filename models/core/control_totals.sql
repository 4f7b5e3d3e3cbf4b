-- One row per control total record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('control_totals') }}
select *
from united

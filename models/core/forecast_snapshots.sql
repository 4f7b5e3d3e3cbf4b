-- One row per forecast snapshot record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('forecast_snapshots') }}
select *
from united

-- One row per campaign, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('campaigns') }}
select *
from united

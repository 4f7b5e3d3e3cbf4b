-- One row per joint activitie record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('joint_activities') }}
select *
from united

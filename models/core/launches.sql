-- One row per launche record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('launches', ['stg_csv__launches']) }}
select *
from united

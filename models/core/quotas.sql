-- One row per quota record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('quotas', ['stg_csv__quotas']) }}
select *
from united

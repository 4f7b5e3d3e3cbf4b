-- One row per account, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('accounts') }}
select *
from united

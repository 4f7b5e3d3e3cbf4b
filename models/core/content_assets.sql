-- One row per content asset record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('content_assets') }}
select *
from united

-- One row per touch of a buyer, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
{{ config(materialized=kept_as()) }}
with {{ unite('touchpoints', repeats='repeated_touchpoints') }}
select *
from united

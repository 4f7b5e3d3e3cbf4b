-- One row per state of a deal, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
{{ config(materialized=kept_as()) }}
with {{ unite('opportunity_history', repeats='repeated_opportunity_history') }}
select *
from united

-- One row per change of a lead's status, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
{{ config(materialized=kept_as()) }}
with {{ unite('lead_status_events', repeats='repeated_lead_status_events') }}
select *
from united

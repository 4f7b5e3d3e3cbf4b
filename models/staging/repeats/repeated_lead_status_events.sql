-- One row per usable record of lead_status_events that gives way to a newer one with the same key: its place.
-- Why: repeats are rare and are looked for once, so that core need not copy all the rest.
with {{ older_repeats('lead_status_events') }}
select *
from older_repeats

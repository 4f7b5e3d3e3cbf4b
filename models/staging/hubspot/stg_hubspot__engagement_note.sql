-- One row per note of HubSpot, none of them used.
-- Why: a note is no contact with the buyer; it is listed so that every record read can be accounted for.
{{ stage_lookup('engagement_note', "'a note is no contact with the buyer'") }}

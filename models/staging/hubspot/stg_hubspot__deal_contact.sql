-- One row per record of HubSpot's object deal_contact, as it came.
-- Why: other models look things up in it, and every record read can be accounted for.
{{ stage_lookup('deal_contact') }}

-- One row per record of HubSpot's object engagement_deal, as it came.
-- Why: other models look things up in it, and every record read can be accounted for.
{{ stage_lookup('engagement_deal') }}

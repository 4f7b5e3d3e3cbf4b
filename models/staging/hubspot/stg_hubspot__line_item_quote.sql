-- One row per record of HubSpot's object line_item_quote, as it came.
-- Why: other models look things up in it, and every record read can be accounted for.
{{ stage_lookup('line_item_quote') }}

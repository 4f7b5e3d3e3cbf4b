-- One row per record of HubSpot's object lead_pipeline_stage, as it came.
-- Why: other models look things up in it, and every record read can be accounted for.
{{ stage_lookup('lead_pipeline_stage') }}

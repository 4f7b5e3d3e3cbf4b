-- One row per stage of the leads object, with its label.
-- Why: records and histories carry the id of a stage, and meanings are said of its name.
select
    trim(stage_id) as stage_id,
    max(trim(stage_name)) as stage_name
from {{ source('hubspot', 'lead_pipeline_stage') }}
where trim(stage_id) is not null
group by trim(stage_id)

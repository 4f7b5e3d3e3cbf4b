-- One row per stage of a deal pipeline: its label, whether it is closed and won, and its probability.
-- Why: deals carry the stage's id, exports its label, and some landings keep the stages inside their pipeline.
with listed as (
    select stage_id, stage_name, is_won, is_closed, probability
    from {{ source('hubspot', 'deal_pipeline_stage') }}
    union all
    select
        coalesce({{ json_text('stage', '$.stageId') }}, {{ json_text('stage', '$.id') }}) as stage_id,
        {{ json_text('stage', '$.label') }} as stage_name,
        {{ json_text('stage', '$.closedWon') }} as is_won,
        {{ json_text('stage', '$.metadata.isClosed') }} as is_closed,
        coalesce({{ json_text('stage', '$.metadata.probability') }}, {{ json_text('stage', '$.probability') }}) as probability
    from (
        select {{ each_object('stages') }} as stage
        from {{ source('hubspot', 'deal_pipeline') }}
        where stages like '[%'
    ) as nested
),
stages as (
    select
        trim(stage_id) as stage_id,
        max(trim(stage_name)) as stage_name,
        max(try_cast(probability as double)) as probability,
        max(case when {{ says_yes('is_won') }} then 1 else 0 end) = 1 as is_won,
        max(case when {{ says_yes('is_closed') }} then 1 else 0 end) = 1 as is_closed
    from listed
    where trim(stage_id) <> ''
    group by trim(stage_id)
)
select
    stages.stage_id,
    coalesce(stages.stage_name, stages.stage_id) as stage_name,
    stages.probability,
    coalesce(
        by_name.meaning,
        by_id.meaning,
        case
            when stages.is_won or (stages.is_closed and stages.probability = 1) then 'won'
            when stages.is_closed then 'lost'
            else 'open'
        end
    ) as outcome
from stages
left join {{ meanings('hubspot', 'stage') }} as by_name
    on lower(stages.stage_name) = by_name.value
left join {{ meanings('hubspot', 'stage') }} as by_id
    on lower(stages.stage_id) = by_id.value

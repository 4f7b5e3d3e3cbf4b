-- One row per owner of goals and past quarter: all of today's targets would have been met together, or not.
-- Why: a hard goal motivates; a combination nobody ever reached together teaches people to give up on both.
with observations as (
    select
        quarter_start as observed_on,
        {{ segments() }},
        min(case when would_have_met then 1 else 0 end) = 1 as success,
        true as is_mature
    from {{ ref('fct_goal_histories') }}
    group by quarter_start, owner_type, owner_id, past_quarter_start, {{ segments() }}
)

-- every owner has the same number of past quarters, so that the pooled share is the mean over owners
{{ summarise_proportion('observations', grains=['quarter'], anchor='observed_on') }}

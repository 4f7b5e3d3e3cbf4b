-- One row per fully ramped rep and quota period that has ended: quota reached, or not.
-- Why: a goal most people miss discourages them; one that all reach asks for nothing.
with observations as (
    select
        period_end as observed_on,
        {{ segments() }},
        is_met as success,
        true as is_mature
    from {{ ref('fct_quotas') }}
    where is_ramped
)

{{ summarise_proportion('observations', grains=['quarter', 'trailing'], anchor='observed_on') }}

-- One row per eligible lead handed off under written definitions: it meets those of both teams, or not.
-- Why: people who mean different things by "lead" will argue about every number that counts them.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        meets_definitions as success,
        true as is_mature
    from {{ ref('fct_lead_definitions') }}
    -- what the rules cannot decide is no conflict; its share stands in the details
    where meets_definitions is not null
)

{{ summarise_proportion('observations') }}

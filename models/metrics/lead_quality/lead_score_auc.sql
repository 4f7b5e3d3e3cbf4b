-- One row per eligible scored lead handed to sales: its score, and whether it became an opportunity within the horizon.
-- Why: a score earns its place only if the leads it puts first are the ones that turn into opportunities.
with observations as (
    select
        handed_off_at as observed_at,
        {{ segments() }},
        lead_score as score,
        converted_at <= opportunity_due_at as is_event,
        opportunity_due_at <= {{ as_of() }} as is_mature
    from {{ ref('fct_lead_journeys') }}
    where is_eligible and lead_score is not null
)

{{ summarise_auc('observations', grains=['month', 'quarter']) }}

-- One row per call of HubSpot.
-- Why: a call is a contact with the buyer, in one direction, with an outcome.
with {{ hubspot_activities('engagement_call') }},
calls as (
    select
        joined.*,
        coalesce(direction.meaning, 'outbound') as known_direction,
        coalesce(outcome.meaning, case when joined.disposition is not null then 'other' end) as known_outcome
    from joined
    left join {{ meanings('hubspot', 'direction') }} as direction
        on lower(trim(joined.direction)) = direction.value
    left join {{ meanings('hubspot', 'outcome') }} as outcome
        on lower(trim(joined.disposition)) = outcome.value
)
{{ stage_from('sales_activities', 'calls', hubspot_activity({
    'activity_type': "'call'",
    'direction': 'known_direction',
    'outcome': 'known_outcome',
    'duration_minutes': duration_minutes('duration'),
})) }}

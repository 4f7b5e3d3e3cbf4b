-- One row per one-to-one e-mail of HubSpot.
-- Why: sequences and workflows write in a person's name, which is no person's work.
with {{ hubspot_activities('engagement_email') }},
emails as (
    select
        joined.*,
        coalesce(direction.meaning, 'outbound') as known_direction,
        outcome.meaning as known_outcome
    from joined
    left join {{ meanings('hubspot', 'direction') }} as direction
        on lower(trim(joined.direction)) = direction.value
    left join {{ meanings('hubspot', 'outcome') }} as outcome
        on lower(trim(joined.status)) = outcome.value
)
{{ stage_from('sales_activities', 'emails', hubspot_activity({
    'activity_type': "'email'",
    'direction': 'known_direction',
    'is_automated': "case when automation = 'automated' or sequence_id is not null then 'true' else 'false' end",
    'outcome': 'known_outcome',
}), left_out="case
            when lower(trim(direction)) in ('draft_email', 'draft') then 'a draft, never sent'
            when lower(trim(status)) in ('scheduled', 'sending', 'failed') then 'an e-mail that was not sent'
        end") }}

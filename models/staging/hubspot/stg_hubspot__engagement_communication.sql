-- One row per message of HubSpot by SMS, WhatsApp or LinkedIn.
-- Why: they are how some teams follow up; the channel is told in activity_type.
with {{ hubspot_activities('engagement_communication') }},
messages as (
    select
        joined.*,
        coalesce(activity_type.meaning, 'social') as known_type
    from joined
    left join {{ meanings('hubspot', 'activity_type') }} as activity_type
        on lower(trim(joined.channel_type)) = activity_type.value
)
{{ stage_from('sales_activities', 'messages', hubspot_activity({
    'activity_type': 'known_type',
    'direction': "'outbound'",
})) }}

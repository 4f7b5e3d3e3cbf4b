-- One row per campaign of an ad platform that somebody says is one of ours.
-- Why: where neither id nor UTM leads from spend to a campaign, people know.
select
    lower(trim(platform)) as platform,
    lower(trim(ad_campaign)) as ad_campaign,
    trim(campaign_id) as campaign_id,
    _source,
    _file,
    _line,
    case
        when nullif(trim(ad_campaign), '') is null then 'ad_campaign is missing'
        when nullif(trim(campaign_id), '') is null then 'campaign_id is missing'
    end as _set_aside_reason
from {{ source('ads', 'campaign_map') }}

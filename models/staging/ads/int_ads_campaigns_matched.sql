-- One row per campaign of an ad platform as its reports name it, with the campaign of ours it is, if any, and by what.
-- Why: by id, then by the utm_campaign of its address, then as mapping.yml or campaign_map.csv say; a name two campaigns of
-- ours share leads nowhere, for choosing one would be a guess.
{#- the platforms, and the columns where a report says that a row is a total -#}
{%- set platforms = {'google_ads': ['day', 'campaign_status'], 'linkedin_ads': ['day'], 'meta_ads': ['day', 'campaign_name']} %}
{%- set campaign_models = ['stg_csv__campaigns'] + (var('staged') | selectattr('table', 'equalto', 'campaigns') | map(attribute='model') | list) %}
with advertised as (
    {% for platform, totals in platforms.items() -%}
    select distinct
        '{{ platform }}' as platform,
        coalesce(report.campaign_id, '') as ad_campaign_id,
        coalesce(report.campaign_name, '') as ad_campaign_name,
        {{ utm_campaign('report') }} as utm
    from {{ source('ads', platform) }} as report
    where ({{ is_total(totals) }}) is not true
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
campaigns as (
    {% for model in campaign_models -%}
    select campaign_id, campaign_name, channel
    from {{ ref(model) }}
    where _set_aside_reason is null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
ours as (
    select
        campaign_id,
        max(channel) as channel
    from campaigns
    group by campaign_id
),
names as (
    select
        name,
        min(campaign_id) as campaign_id
    from (
        select {{ plain_name('campaign_name') }} as name, campaign_id
        from campaigns
        union
        select {{ plain_name('campaign_id') }} as name, campaign_id
        from campaigns
    ) as named
    where name <> ''
    group by name
    having count(distinct campaign_id) = 1
),
said as (
    select
        platform,
        ad_campaign,
        campaign_id
    from {{ ref('stg_ads__campaign_map') }}
    where _set_aside_reason is null
    union all
    select
        cast(null as {{ dbt.type_string() }}) as platform,
        value as ad_campaign,
        meaning as campaign_id
    from {{ meanings('ads', 'campaign') }} as campaign
),
-- mapping.yml may not contradict campaign_map.csv; of two lines for one campaign the one that names the platform counts
mapped as (
    select
        advertised.platform,
        advertised.ad_campaign_id,
        advertised.ad_campaign_name,
        advertised.utm,
        coalesce(
            max(case when said.platform is not null then said.campaign_id end), max(said.campaign_id)
        ) as campaign_id
    from advertised
    inner join said
        on said.ad_campaign in (lower(trim(advertised.ad_campaign_id)), lower(trim(advertised.ad_campaign_name)))
            and (said.platform is null or replace(said.platform, ' ', '_') in (advertised.platform, replace(advertised.platform, '_ads', '')))
    group by advertised.platform, advertised.ad_campaign_id, advertised.ad_campaign_name, advertised.utm
),
traced as (
    select
        advertised.*,
        case
            when by_id.campaign_id is not null then 'id'
            when names.campaign_id is not null then 'UTM'
            when mapped.campaign_id is not null then 'mapping'
        end as matched_by,
        coalesce(by_id.campaign_id, names.campaign_id, mapped.campaign_id) as our_campaign_id
    from advertised
    left join ours as by_id
        on advertised.ad_campaign_id = by_id.campaign_id
    left join names
        on advertised.utm = names.name
    left join mapped
        on advertised.platform = mapped.platform
            and advertised.ad_campaign_id = mapped.ad_campaign_id
            and advertised.ad_campaign_name = mapped.ad_campaign_name
            and advertised.utm = mapped.utm
)
select
    traced.*,
    ours.channel as our_channel
from traced
left join ours
    on traced.our_campaign_id = ours.campaign_id

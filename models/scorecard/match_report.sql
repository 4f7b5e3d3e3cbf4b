-- One row per kind of record, source and way it was matched: how many records another source holds too, and how many none does;
-- for campaigns of ad platforms, how many are a campaign of ours. What leads nowhere is spend that cannot be traced.
-- Why: whoever joins two systems must see what met and what did not. Empty where there is one source.
with matches as (
    {%- if has_several_sources() %}
    select
        records.entity,
        records.source,
        identities.kept_source,
        coalesce(identities.matched_by, 'not matched') as matched_by
    from (
        {% for table, entity in identified_tables().items() -%}
        {% for model in staged_models(table) -%}
        select '{{ entity }}' as entity, _source as source, {{ contract_key(table)[0] }} as record_id
        from {{ model.relation }}
        where _set_aside_reason is null
        {{ 'union' if not loop.last }}
        {% endfor -%}
        {{ 'union' if not loop.last }}
        {% endfor %}
    ) as records
    left join {{ ref('int_identities') }} as identities
        on records.entity = identities.entity
            and records.source = identities.source
            and records.record_id = identities.record_id
    union all
    {%- endif %}
    {%- if 'ads' in var('sources') %}
    select
        'ad_campaign' as entity,
        matched.platform as source,
        campaigns._source as kept_source,
        coalesce(matched.matched_by, 'not matched') as matched_by
    from {{ ref('int_ads_campaigns_matched') }} as matched
    left join {{ ref('campaigns') }} as campaigns
        on matched.our_campaign_id = campaigns.campaign_id
    union all
    {%- endif %}
    select
        cast(null as {{ dbt.type_string() }}) as entity,
        cast(null as {{ dbt.type_string() }}) as source,
        cast(null as {{ dbt.type_string() }}) as kept_source,
        cast(null as {{ dbt.type_string() }}) as matched_by
    where 1 = 0
)
select
    entity,
    source,
    kept_source,
    matched_by,
    count(*) as records
from matches
group by entity, source, kept_source, matched_by

{# What the reports of ad platforms share: each names its columns otherwise, and means the same. #}

{# A name as it is compared: without case, blanks and signs, encoded as in an address or not. #}
{% macro plain_name(text) -%}
    {{ return(adapter.dispatch('plain_name')(text)) }}
{%- endmacro %}

{% macro default__plain_name(text) -%}
    regexp_replace(lower({{ text }}), '%[0-9a-f]{2}|[ !-/:-@{-~_]', '', 'g')
{%- endmacro %}

{% macro spark__plain_name(text) -%}
    regexp_replace(lower({{ text }}), '%[0-9a-f]{2}|[ !-/:-@{-~_]', '')
{%- endmacro %}

{# The campaign an ad's address names (utm_campaign), compared by plain_name; a placeholder that the platform fills in
   stands for its own campaign. Empty where there is none. #}
{% macro utm_campaign(report) -%}
    {%- set named = "coalesce(" ~ report ~ ".utm_campaign, nullif(regexp_extract(" ~ report ~ ".final_url, '(^|[?&])utm_campaign=([^&# ]+)', 2), ''))" -%}
    case
        when {{ named }} is null then ''
        when {{ named }} like '{{ "{" }}%id%' then coalesce({{ plain_name(report ~ '.campaign_id') }}, '')
        when {{ named }} like '{{ "{" }}%name%' then coalesce({{ plain_name(report ~ '.campaign_name') }}, '')
        else {{ plain_name(named) }}
    end
{%- endmacro %}

{# A report as rows of campaign_spend, `with` included: `amount` and `currency` are SQL over it, `totals` the columns where it
   says that a row is a total. #}
{% macro ad_spend(platform, amount, currency, totals) -%}
with report as (
    select *
    from {{ source('ads', platform) }}
),
matched as (
    select *
    from {{ ref('int_ads_campaigns_matched') }}
    where platform = '{{ platform }}'
),
currencies as (
    select max(meaning) as currency_code
    from {{ meanings('ads', 'currency') }} as currency
    where value = '{{ platform }}'
),
joined as (
    select
        report.*,
        matched.our_campaign_id,
        matched.our_channel,
        cast({{ amount }} as {{ dbt.type_string() }}) as spent,
        coalesce({{ currency }}, currencies.currency_code) as spent_in,
        -- rows that two files hold are one, two rows of a campaign and day in one file are two
        row_number() over (
            partition by report._file, report.day, coalesce(report.campaign_id, report.campaign_name)
            order by report._line
        ) as ordinal
    from report
    cross join currencies
    left join matched
        on coalesce(report.campaign_id, '') = matched.ad_campaign_id
            and coalesce(report.campaign_name, '') = matched.ad_campaign_name
            and {{ utm_campaign('report') }} = matched.utm
)
{{ stage_from('campaign_spend', 'joined', {
    'spend_id': "'" ~ platform ~ ":' || coalesce(campaign_id, campaign_name, '') || ':' || day || ':' || ordinal",
    'campaign_id': 'our_campaign_id',
    'channel': "coalesce(our_channel, '" ~ platform ~ "')",
    'cost_type': "case when try_cast(spent as double) < 0 then 'credit' else 'media' end",
    'spent_on': 'day',
    'amount': 'spent',
    'currency_code': 'spent_in',
    'loaded_at': 'loaded_at',
    'source_system': "'" ~ platform ~ "'",
}, left_out="case when " ~ is_total(totals) ~ " then 'a total of the report' end") }}
{%- endmacro %}

{# Whether a row sums up others: it says so, or names neither day nor campaign. #}
{% macro is_total(columns) -%}
    (day is null and campaign_name is null and campaign_id is null)
    {%- for column in columns %}
    or lower({{ column }}) like 'total%' or lower({{ column }}) like 'gesamt%'
    {%- endfor %}
{%- endmacro %}

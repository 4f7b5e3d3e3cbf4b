{# What the staging models of HubSpot share. Ids are numbers that spreadsheets may have given a decimal point; times are ISO,
   as an export prints them, or milliseconds since 1970. #}

{# An id as text, without the `.0` of a number that went through a spreadsheet. #}
{% macro hubspot_id(column) -%}
    nullif(regexp_replace(trim({{ column }}), '[.]0+$', ''), '')
{%- endmacro %}

{# Text of a moment as staging reads it: milliseconds since 1970 become a date and time. #}
{% macro moment_text(column) -%}
    case
        when length(trim({{ column }})) = 13 and try_cast(trim({{ column }}) as bigint) > 0
            then cast({{ from_milliseconds('try_cast(trim(' ~ column ~ ') as bigint)') }} as {{ dbt.type_string() }})
        else {{ column }}
    end
{%- endmacro %}

{# A moment to compare and order by; null where the text is none. #}
{% macro moment(column) -%}
    {{ possible_time(parse_timestamp(moment_text(column))) }}
{%- endmacro %}

{% macro from_milliseconds(expression) -%}
    {{ return(adapter.dispatch('from_milliseconds')(expression)) }}
{%- endmacro %}

{% macro default__from_milliseconds(expression) -%}
    make_timestamp({{ expression }} * 1000)
{%- endmacro %}

{% macro spark__from_milliseconds(expression) -%}
    timestamp_millis({{ expression }})
{%- endmacro %}

{# Each id of a list, in rows: `1;2`, `1, 2` and `["1", "2"]` alike. #}
{% macro each_id(column) -%}
    {{ return(adapter.dispatch('each_part')("translate(" ~ column ~ ", ',|[]{}\"'' ', ';;')")) }}
{%- endmacro %}

{% macro default__each_part(expression) -%}
    unnest(string_split({{ expression }}, ';'))
{%- endmacro %}

{% macro spark__each_part(expression) -%}
    explode(split({{ expression }}, ';'))
{%- endmacro %}

{# The first id of such a list. #}
{% macro first_id(column) -%}
    {{ hubspot_id("split_part(translate(" ~ column ~ ", ',|[]{}\"'' ', ';;'), ';', 1)") }}
{%- endmacro %}

{# Each object of a JSON list, in rows, as text. #}
{% macro each_object(column) -%}
    {{ return(adapter.dispatch('each_object')(column)) }}
{%- endmacro %}

{% macro default__each_object(column) -%}
    unnest(cast(json_extract({{ column }}, '$[*]') as varchar []))
{%- endmacro %}

{% macro spark__each_object(column) -%}
    explode(from_json({{ column }}, 'array<string>'))
{%- endmacro %}

{# The text at a path of JSON, null where the text is no JSON. #}
{% macro json_text(column, path) -%}
    {{ return(adapter.dispatch('json_text')(column, path)) }}
{%- endmacro %}

{% macro default__json_text(column, path) -%}
    case when json_valid({{ column }}) then json_extract_string({{ column }}, '{{ path }}') end
{%- endmacro %}

{% macro spark__json_text(column, path) -%}
    get_json_object({{ column }}, '{{ path }}')
{%- endmacro %}

{# The newest value known at a row, over rows in an order. #}
{% macro carried(column, partition, ordering) -%}
    {{ return(adapter.dispatch('carried')(column, partition, ordering)) }}
{%- endmacro %}

{% macro default__carried(column, partition, ordering) -%}
    last_value({{ column }} ignore nulls) over (partition by {{ partition }} order by {{ ordering }} rows between unbounded preceding and current row)
{%- endmacro %}

{% macro spark__carried(column, partition, ordering) -%}
    last_value({{ column }}, true) over (partition by {{ partition }} order by {{ ordering }} rows between unbounded preceding and current row)
{%- endmacro %}

{# The name of a property as HubSpot's interface for programs has it, where an export may give its label. #}
{% macro hubspot_property(column) -%}
    case lower(trim({{ column }}))
        {%- for label, name in {
            'lifecycle stage': 'lifecyclestage',
            'lead status': 'hs_lead_status',
            'lead pipeline stage': 'hs_pipeline_stage',
            'lead stage': 'hs_pipeline_stage',
            'pipeline stage': 'hs_pipeline_stage',
            'contact owner': 'hubspot_owner_id',
            'deal stage': 'dealstage',
            'close date': 'closedate',
            'forecast category': 'hs_manual_forecast_category',
            'deal probability': 'hs_deal_stage_probability',
        }.items() %}
        when '{{ label }}' then '{{ name }}'
        {%- endfor %}
        else lower(trim({{ column }}))
    end
{%- endmacro %}

{# Whether HubSpot, or the tool that landed a record, says it is gone. #}
{% macro hubspot_deleted(record) -%}
    ({{ says_yes(record ~ '.is_deleted') }} or {{ says_yes(record ~ '.is_deleted_by_loader') }} or {{ record }}.deleted_at_by_loader is not null)
{%- endmacro %}

{# An object that other models look things up in: all its records, as they came. #}
{% macro stage_lookup(object, left_out='cast(null as ' ~ dbt.type_string() ~ ')') -%}
select
    *,
    cast(null as {{ dbt.type_string() }}) as _reason_column,
    {{ left_out }} as _set_aside_reason
from {{ source('hubspot', object) }}
{%- endmacro %}

{# The CTE `owner_names`: which owner goes by a name or e-mail (hashed), where an export gives no id. #}
{% macro owner_names() -%}
owner_names as (
    select named, max(owner_id) as owner_id
    from (
        select owner_name as named, owner_id from {{ ref('int_hubspot_owners') }}
        union all
        select email as named, owner_id from {{ ref('int_hubspot_owners') }}
    ) as names
    where named is not null
    group by named
)
{%- endmacro %}

{# The owner of a record as an id: given, found by name, or the name's hash where nobody goes by it. #}
{% macro owner_of(record) -%}
    coalesce({{ hubspot_id(record ~ '.owner_id') }}, owner_names.owner_id, {{ record }}.owner_name)
{%- endmacro %}

{# The CTEs up to `joined` of a kind of activity: its records with whom and what they are about. #}
{% macro hubspot_activities(object) -%}
activity as (
    select * from {{ source('hubspot', object) }}
),
{{ owner_names() }},
joined as (
    select
        activity.*,
        {{ owner_of('activity') }} as user_id,
        links.contact_id,
        links.deal_id,
        links.company_id,
        automated.meaning as automation,
        {{ hubspot_deleted('activity') }} as is_gone
    from activity
    left join {{ ref('int_hubspot_engagement_links') }} as links
        on {{ hubspot_id('activity.engagement_id') }} = links.engagement_id
    left join owner_names
        on activity.owner_name = owner_names.named
    left join {{ meanings('hubspot', 'automated') }} as automated
        on lower(trim(activity.engagement_source)) = automated.value
)
{%- endmacro %}

{# What every kind of activity fills in the same way, and what one kind fills besides. #}
{% macro hubspot_activity(more) -%}
    {%- set given = {
        'activity_id': hubspot_id('engagement_id'),
        'lead_id': 'contact_id',
        'opportunity_id': 'deal_id',
        'account_id': 'company_id',
        'user_id': 'user_id',
        'is_automated': "case when automation = 'automated' then 'true' else 'false' end",
        'occurred_at': moment_text('coalesce(occurred_at, createdate)'),
        'loaded_at': 'loaded_at',
        'source_system': "'hubspot'",
        'is_deleted': "case when is_gone then 'true' end",
    } -%}
    {%- do given.update(more) -%}
    {{ return(given) }}
{%- endmacro %}

{# Whole minutes, begun ones counted, of a duration in milliseconds or as `01:02:03`. #}
{% macro duration_minutes(column) -%}
    case
        when {{ column }} like '%:%:%'
            then cast(ceil(
                try_cast(split_part({{ column }}, ':', 1) as double) * 60
                + try_cast(split_part({{ column }}, ':', 2) as double)
                + try_cast(split_part({{ column }}, ':', 3) as double) / 60
            ) as bigint)
        else cast(ceil(try_cast({{ column }} as double) / 60000) as bigint)
    end
{%- endmacro %}

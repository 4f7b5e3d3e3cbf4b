{# One record in several systems: which id stays, and how the records become one row. Only builds with more than one
   source compile any of it. #}

{# Whether a build has records of more than one source. #}
{% macro has_several_sources() -%}
    {{ return(var('sources') | length > 1) }}
{%- endmacro %}

{# The columns of a canonical table that hold the id of a lead, a deal, an account or a user, with what they name. #}
{% macro identity_columns(table) -%}
    {%- set named = {
        'lead_id': 'lead', 'primary_lead_id': 'lead',
        'opportunity_id': 'opportunity', 'converted_opportunity_id': 'opportunity',
        'account_id': 'account',
        'user_id': 'user', 'owner_user_id': 'user', 'manager_user_id': 'user', 'changed_by_user_id': 'user',
        'granted_by_user_id': 'user', 'approved_by_user_id': 'user',
    } -%}
    {%- set found = {} -%}
    {%- for column in contract_columns(table) if column.name in named -%}
        {%- do found.update({column.name: named[column.name]}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# Tables whose rows are the records that are matched: with several systems, one row each. #}
{% macro identified_tables() -%}
    {{ return({'leads': 'lead', 'opportunities': 'opportunity', 'accounts': 'account', 'users': 'user'}) }}
{%- endmacro %}

{# What marketing's system knows better than that of sales: its stamps, its score, where it says a lead came from. #}
{% macro marketing_columns() -%}
    {{ return([
        'mql_at', 'handed_off_at', 'lead_source', 'source_campaign_id', 'lead_score', 'lead_score_band',
        'score_model_version', 'predicted_conversion_probability', 'lead_class', 'marketing_claimed_source',
    ]) }}
{%- endmacro %}

{# A source's place in an order of preference: the one named first, then as they are read. #}
{% macro source_rank(column, first) -%}
    case {{ column }} when '{{ first }}' then 0 when 'salesforce' then 1 when 'hubspot' then 2 when 'csv' then 3 else 4 end
{%- endmacro %}

{# Whose fields of sales win: what mapping.yml prefers, else Salesforce. #}
{% macro preferred_source() -%}
    {{ return(var('match_prefer') or 'salesforce') }}
{%- endmacro %}

{# CTEs from `united_records` to `united`: ids that another source's record carries are replaced by the one that stays, and
   records that are one become one row, column by column. What hangs on a deal (its history, its lines) is taken from
   the system whose deal stays, where that has any. #}
{% macro resolve_identities(table) -%}
{%- set columns = contract_columns(table) -%}
{%- set ids = identity_columns(table) -%}
{%- set entity = identified_tables().get(table) -%}
{%- set key = contract_key(table) -%}
{%- set other_systems = table in ('opportunity_history', 'opportunity_line_items') -%}
identities as (
    select * from {{ ref('int_identities') }}
),
resolved as (
    select
        {% for column in columns if column.name not in ('loaded_at', 'source_system', 'is_deleted') -%}
        {% if column.name in ids -%}
        coalesce({{ column.name }}_identities.kept_id, united_records.{{ column.name }}) as {{ column.name }},
        {% else -%}
        united_records.{{ column.name }},
        {% endif -%}
        {% if column.day_flag %}united_records.{{ column.name }}_is_day,
        {% endif -%}
        {% endfor -%}
        united_records.loaded_at,
        united_records.source_system,
        united_records._source,
        united_records._file,
        united_records._line
    from united_records
    {% for column, named in ids.items() -%}
    left join identities as {{ column }}_identities
        on {{ column }}_identities.entity = '{{ named }}'
            and united_records.{{ column }} = {{ column }}_identities.record_id
    {% endfor -%}
    {% if other_systems -%}
    where opportunity_id_identities.kept_id is null
        or opportunity_id_identities.kept_id not in (select opportunity_id from united_records where opportunity_id is not null)
    {% endif -%}
),
{% if entity -%}
ranked as (
    select
        *,
        row_number() over (
            partition by {{ key[0] }}
            order by {{ source_rank('_source', preferred_source()) }}, _file, _line
        ) as sales_rank,
        row_number() over (
            partition by {{ key[0] }}
            order by {{ source_rank('_source', 'hubspot' if preferred_source() == 'salesforce' else 'salesforce') }}, _file, _line
        ) as marketing_rank
    from resolved
),
united as (
    select
        {{ key[0] }},
        {% for column in columns if column.name not in key + ['loaded_at', 'source_system', 'is_deleted'] -%}
        {%- set rank = 'marketing_rank' if column.name in marketing_columns() else 'sales_rank' -%}
        {% if column.name == 'created_at' -%}
        min(created_at) as created_at,
        {% else -%}
        min_by({{ column.name }}, {{ rank }}) filter (where {{ column.name }} is not null) as {{ column.name }},
        {% endif -%}
        {% if column.day_flag -%}
        min_by({{ column.name }}_is_day, {{ rank }}) filter (where {{ column.name }} is not null) as {{ column.name }}_is_day,
        {% endif -%}
        {% endfor -%}
        max(loaded_at) as loaded_at,
        min_by(source_system, sales_rank) as source_system,
        min_by(_source, sales_rank) as _source,
        min_by(_file, sales_rank) as _file,
        min_by(_line, sales_rank) as _line
    from ranked
    group by {{ key[0] }}
)
{%- else -%}
united as (
    select * from resolved
)
{%- endif -%}
{%- endmacro %}

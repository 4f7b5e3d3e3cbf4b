{# What staging models of other systems share; each canonical table's typing is in staging.sql. #}

{# The values of one subject of a source with their meanings, to be joined on the value in lower case, trimmed. #}
{% macro meanings(source, subject) -%}
(
    select value, meaning
    from {{ ref('stg_own__meanings') }}
    where source = '{{ source }}' and subject = '{{ subject }}'
)
{%- endmacro %}

{# Whether a raw flag says yes, or no; one that says nothing says neither. #}
{% macro says_yes(column) -%}
    coalesce(lower(trim({{ column }})) in ('true', 't', 'yes', 'y', '1'), false)
{%- endmacro %}

{% macro says_no(column) -%}
    coalesce(lower(trim({{ column }})) in ('false', 'f', 'no', 'n', '0'), false)
{%- endmacro %}

{# Whether mapping.yml says anything of values that staging reads as they came: how something is spelled, in any source, or
   what a value of the canonical tables themselves means. #}
{% macro is_explained(is_canonical) -%}
    {{ return((var('spelled') + (var('csv_meanings') if is_canonical else [])) | length > 0) }}
{%- endmacro %}

{# A CTE `understood` of the CTE `records`: one spelling for each thing, and meanings in the place of a company's own values.
   Nothing where mapping.yml is silent, and only the columns it speaks of are looked up. #}
{% macro understood_values(columns, is_canonical) -%}
{%- if is_explained(is_canonical) -%}
{%- set names = columns | map(attribute='name') | list -%}
{#- named here, because dbt looks for what a model reads before it knows the columns -#}
{%- do ref('stg_own__meanings') -%}
understood as (
    select
        {% for column in columns -%}
        {{ understood(column, names, is_canonical) }} as {{ column.name }},
        {% endfor -%}
        records._left_out,
        records._source,
        records._file,
        records._line
    from records
    {% for column in columns if column.name in var('spelled') -%}
    left join {{ meanings('*', 'spelling.' ~ column.name) }} as {{ column.name }}_spelling
        on lower(records.{{ column.name }}) = {{ column.name }}_spelling.value
    {% endfor -%}
    {% for column in columns if is_canonical and column.meaning in var('csv_meanings') -%}
    left join {{ meanings('csv', column.meaning) }} as {{ column.name }}_meaning
        on lower(records.{{ column.name }}) = {{ column.name }}_meaning.value
    {% endfor %}
),
{% endif -%}
{%- endmacro %}

{# The SQL of one column in `understood`. A stage keeps its name, and says whether the deal is won or closed where nothing
   else does. #}
{% macro understood(column, names, is_canonical) -%}
{%- set own = 'records.' ~ column.name -%}
{%- set subjects = var('csv_meanings') if is_canonical else [] -%}
{%- if column.name in ['is_won', 'is_closed'] and 'stage' in names and 'stage' in subjects -%}
    coalesce({{ own }}, case when stage_meaning.meaning in ({{ "'won'" if column.name == 'is_won' else "'won', 'lost'" }}) then 'true' when stage_meaning.meaning is not null then 'false' end)
{%- elif column.meaning == 'automated' and 'automated' in subjects -%}
    case {{ column.name }}_meaning.meaning when 'automated' then 'true' when 'human' then 'false' else {{ own }} end
{%- elif column.meaning in subjects and column.meaning != 'stage' -%}
    coalesce({{ column.name }}_meaning.meaning, {{ column.name ~ '_spelling.meaning, ' if column.name in var('spelled') }}{{ own }})
{%- elif column.name in var('spelled') -%}
    coalesce({{ column.name }}_spelling.meaning, {{ own }})
{%- else -%}
    {{ own }}
{%- endif -%}
{%- endmacro %}

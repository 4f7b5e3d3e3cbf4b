-- One row per metric, and per companion figure that needs more ("metric/detail"): whether all of it is in the data, and what
-- is missing.
-- Why: a number whose input is absent is "not measured", never 0, and the page says what to add.
{%- set needs = metric_needs() %}
{%- set columns = [] %}
{%- for row in needs %}{% if (row[3] ~ '.' ~ row[4]) not in columns %}{% do columns.append(row[3] ~ '.' ~ row[4]) %}{% endif %}{% endfor %}
{%- set tables = [] %}
{%- for column in columns %}{% if column.split('.')[0] not in tables %}{% do tables.append(column.split('.')[0]) %}{% endif %}{% endfor %}
{# Every core table can be needed, and dbt must see the references before it knows the metrics. #}
{%- set relations = core_relations() %}
{%- set staged = staging_relations() %}
with presence as (
    {% for table in tables | sort -%}
    {% for column in columns | sort if column.split('.')[0] == table -%}
    select '{{ table }}' as table_name, '{{ column.split('.')[1] }}' as column_name, {{ filled(table, column.split('.')[1], relations[table], staged) }} as is_filled
    union all
    {% endfor -%}
    {% endfor -%}
    select '' as table_name, '' as column_name, false as is_filled
),
needs as (
    {% for row in needs -%}
    select '{{ row[0] }}' as metric, {{ row[1] }} as requirement, {{ row[2] }} as alternative, '{{ row[3] }}' as table_name, '{{ row[4] }}' as column_name
    union all
    {% endfor -%}
    select '' as metric, 0 as requirement, 0 as alternative, '' as table_name, '' as column_name
),
alternatives as (
    select
        needs.metric,
        needs.requirement,
        needs.alternative,
        min(case when presence.is_filled then 1 else 0 end) as is_met,
        {{ joined_text("case when not presence.is_filled then needs.table_name || '.' || needs.column_name end", ' and ', "needs.table_name || '.' || needs.column_name") }} as missing
    from needs
    inner join presence
        on needs.table_name = presence.table_name
            and needs.column_name = presence.column_name
    where needs.metric <> ''
    group by needs.metric, needs.requirement, needs.alternative
),
requirements as (
    select
        metric,
        requirement,
        max(is_met) as is_met,
        {{ joined_text('missing', ' or ', 'alternative') }} as missing
    from alternatives
    group by metric, requirement
)
select
    metric,
    min(is_met) = 1 as is_measurable,
    {{ joined_text('case when is_met = 0 then missing end', '; ', 'requirement') }} as missing
from requirements
group by metric

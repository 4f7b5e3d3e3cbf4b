-- One row per metric, and per companion figure that needs more ("metric/detail"): whether all of it is in the data, and what
-- is missing.
-- Why: a number whose input is absent is "not measured", never 0, and the page says what to add.
{%- set needs = metric_needs() %}
{%- set columns = {} %}
{%- for row in needs %}{% do columns.setdefault(row[3], []).append(row[4]) %}{% endfor %}
{# Every core table can be needed, and dbt must see the references before it knows the metrics. #}
{%- set relations = core_relations() %}
{%- set staged = staging_relations() %}
with presence as (
    {% for table, needed in columns | dictsort -%}
    {{ filled_columns(table, needed | unique | sort, relations[table], staged) }}
    union all
    {% endfor -%}
    select '' as table_name, '' as column_name, false as is_filled
),
needs as (
    select *
    from (values
        {% for row in needs -%}
        ('{{ row[0] }}', {{ row[1] }}, {{ row[2] }}, '{{ row[3] }}', '{{ row[4] }}'),
        {% endfor -%}
        ('', 0, 0, '', '')
    ) as listed (metric, requirement, alternative, table_name, column_name)
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

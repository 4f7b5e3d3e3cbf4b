{# The metrics of the project and what their YAML says, read from dbt's graph so that a name lives in one place. #}

{# All metric models, sorted by name; details relations are not metrics. #}
{% macro metric_nodes() -%}
    {%- set found = namespace(nodes=[]) -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() | sort(attribute='name')
            if node.resource_type == 'model' and 'metrics' in node.fqn and not node.name.endswith('__details') -%}
            {%- do found.nodes.append(node) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found.nodes) }}
{%- endmacro %}

{# What each metric needs, as rows (metric, requirement, alternative, table_name, column_name). A companion figure that
   needs more than its metric stands as "metric/detail" or "metric/detail/category". `needs_when` names what may stand in
   for a column once the company has set a variable. #}
{% macro metric_needs() -%}
    {%- set rows = [] -%}
    {%- for metric in metric_nodes() -%}
        {%- set figures = {metric.name: metric.config.meta.needs or []} -%}
        {%- for detail, needs in (metric.config.meta.companion_needs or {}).items() -%}
            {%- do figures.update({metric.name ~ '/' ~ detail: needs}) -%}
        {%- endfor -%}
        {%- for figure, needs in figures.items() -%}
            {%- for requirement in needs -%}
                {%- set requirement_number = loop.index -%}
                {%- set alternatives = requirement.split('|') -%}
                {%- for variable, stand_ins in (metric.config.meta.needs_when or {}).items() if var(variable) -%}
                    {%- for column, stand_in in stand_ins.items() if column in requirement -%}
                        {%- do alternatives.append(stand_in) -%}
                    {%- endfor -%}
                {%- endfor -%}
                {%- for alternative in alternatives -%}
                    {%- set alternative_number = loop.index -%}
                    {%- for column in alternative.split('&') -%}
                        {%- set parts = column.strip().split('.') -%}
                        {%- do rows.append([figure, requirement_number, alternative_number, parts[0], parts[1]]) -%}
                    {%- endfor -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(rows) }}
{%- endmacro %}

{# What a metric's YAML says, with its thresholds for business hours where those are counted. #}
{% macro chosen_meta(meta) -%}
    {%- set chosen = {} -%}
    {%- do chosen.update(meta) -%}
    {%- if is_business_clock() %}{% do chosen.update(meta.business_hours or {}) %}{% endif -%}
    {{ return(chosen) }}
{%- endmacro %}

{# The singular of an English plural with what follows it: lead handed off, new opportunity opened. #}
{% macro singular(plural) -%}
    {%- set words = plural.split(' ') -%}
    {%- for word in words if word.endswith('s') and not word.endswith('ss') -%}
        {%- if loop.first -%}
            {%- set one = word[:-3] ~ 'y' if word.endswith('ies') else word[:-1] -%}
            {{ return(plural.replace(word, one, 1)) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(plural) }}
{%- endmacro %}

{# A number of a metric's records with their name, singular where it is one. #}
{% macro counted_sample(records) -%}
    cast({{ records }} as {{ dbt.type_string() }}) || ' ' || case when {{ records }} = 1 then sample_unit_of_one else sample_unit end
{%- endmacro %}

{# Words with the days a horizon has in this build wherever they say `{name_of_variable}`. #}
{% macro with_days(words) -%}
    {%- set filled = namespace(words=words) -%}
    {%- for name in var('presets')[var('preset')] -%}
        {%- set filled.words = filled.words.replace('{' ~ name ~ '}', horizon(name) | string) -%}
    {%- endfor -%}
    {{ return(filled.words) }}
{%- endmacro %}

{# Piecewise-linear score: floor 0, red 40, target 70, stretch 100, clamped. The anchors' order carries the direction. #}
{% macro score(value, prefix='') -%}
    {%- set sign = '(case when ' ~ prefix ~ 'floor_anchor > ' ~ prefix ~ 'stretch_anchor then -1.0 else 1.0 end)' -%}
    {%- set v = '(' ~ value ~ ') * ' ~ sign -%}
    {%- set f = prefix ~ 'floor_anchor * ' ~ sign -%}
    {%- set r = prefix ~ 'red_anchor * ' ~ sign -%}
    {%- set t = prefix ~ 'target_anchor * ' ~ sign -%}
    {%- set s = prefix ~ 'stretch_anchor * ' ~ sign -%}
    case
        when {{ value }} is null or {{ prefix }}floor_anchor is null then null
        when {{ v }} <= {{ f }} then 0.0
        when {{ v }} < {{ r }} then 40.0 * ({{ v }} - {{ f }}) / nullif({{ r }} - {{ f }}, 0)
        when {{ v }} < {{ t }} then 40.0 + 30.0 * ({{ v }} - {{ r }}) / nullif({{ t }} - {{ r }}, 0)
        when {{ v }} < {{ s }} then 70.0 + 30.0 * ({{ v }} - {{ t }}) / nullif({{ s }} - {{ t }}, 0)
        else 100.0
    end
{%- endmacro %}

{# Score points per unit of the metric at a value: the slope of the piece it lies on, 0 where clamped; at an anchor, to
   within rounding, that of the piece above it. #}
{% macro score_slope(value, prefix='') -%}
    {%- set sign = '(case when ' ~ prefix ~ 'floor_anchor > ' ~ prefix ~ 'stretch_anchor then -1.0 else 1.0 end)' -%}
    {%- set v = '(' ~ value ~ ') * ' ~ sign -%}
    case
        when {{ value }} is null or {{ prefix }}floor_anchor is null then null
        when {{ v }} <= {{ prefix }}floor_anchor * {{ sign }} + 1e-9 then 0.0
        when {{ v }} < {{ prefix }}red_anchor * {{ sign }} - 1e-9 then 40.0 / nullif(abs({{ prefix }}red_anchor - {{ prefix }}floor_anchor), 0)
        when {{ v }} < {{ prefix }}target_anchor * {{ sign }} - 1e-9 then 30.0 / nullif(abs({{ prefix }}target_anchor - {{ prefix }}red_anchor), 0)
        when {{ v }} < {{ prefix }}stretch_anchor * {{ sign }} - 1e-9 then 30.0 / nullif(abs({{ prefix }}stretch_anchor - {{ prefix }}target_anchor), 0)
        else 0.0
    end
{%- endmacro %}

{# The tier of an index from its score and its lowest dimension score; the cut-offs are those of the anchors. #}
{% macro index_tier(score, lowest_score) -%}
    case
        when {{ score }} is null then null
        when {{ reaches(score, var('tier_tightly_aligned')) }} and {{ reaches(lowest_score, var('tier_misaligned')) }} then 'tightly_aligned'
        when not {{ reaches(score, var('tier_misaligned')) }} then 'misaligned'
        else 'partly_aligned'
    end
{%- endmacro %}

{# The names of the canonical tables; literal, so that dbt sees references to them before it knows the graph. #}
{% macro canonical_tables() -%}
    {{ return([
        'teams',
        'users',
        'accounts',
        'campaigns',
        'campaign_spend',
        'touchpoints',
        'leads',
        'lead_status_events',
        'sales_activities',
        'opportunities',
        'opportunity_history',
        'fiscal_periods',
        'fx_rates',
        'opportunity_line_items',
        'concessions',
        'goals',
        'quotas',
        'control_totals',
        'products',
        'lead_definitions',
        'sla_rules',
        'forecast_snapshots',
        'launches',
        'launch_readiness_items',
        'enablement_events',
        'content_assets',
        'content_usage',
        'joint_activities',
        'survey_responses',
        'attribution_claims',
        'customer_revenue',
    ]) }}
{%- endmacro %}

{# Every core relation by table name. #}
{% macro core_relations() -%}
    {%- set found = {} -%}
    {%- for table in canonical_tables() %}{% do found.update({table: ref(table)}) %}{% endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# A select: table_name, column_name and whether some row fills the column, for each of some columns of a table. Where core
   reads an absent flag as no, only the rows as they came say whether it is recorded at all. #}
{% macro filled_columns(table, columns, relation, staging) -%}
    {%- set flags = ['is_won', 'is_closed', 'opportunity_type'] if table == 'opportunities' else [] -%}
    {%- set selects = [] -%}
    {%- if columns | reject('in', flags) | list -%}
        {%- do selects.append(columns_filled_in(relation, table, columns | reject('in', flags) | list)) -%}
    {%- endif -%}
    {%- if columns | select('in', flags) | list -%}
        {%- set as_it_came -%}
        (
            {%- for staged in staging if staged.table == table %}
            select {{ flags | join(', ') }} from {{ staged.relation }} where _set_aside_reason is null
            {{- ' union all' if not loop.last }}
            {%- endfor %}
        ) as staged
        {%- endset -%}
        {%- do selects.append(columns_filled_in(as_it_came, table, columns | select('in', flags) | list)) -%}
    {%- endif -%}
    {{ selects | join('\n    union all\n    ') }}
{%- endmacro %}

{% macro columns_filled_in(relation, table, columns) -%}
    {{ return(adapter.dispatch('columns_filled_in')(relation, table, columns)) }}
{%- endmacro %}

{% macro default__columns_filled_in(relation, table, columns) -%}
    {%- for column in columns -%}
    select '{{ table }}' as table_name, '{{ column }}' as column_name, exists (select 1 from {{ relation }} where {{ column }} is not null) as is_filled
    {{- '\n    union all\n    ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{# Spark would make a join of each `exists`, which costs it minutes; one reading of the table answers for all columns. #}
{% macro spark__columns_filled_in(relation, table, columns) -%}
    select '{{ table }}' as table_name, stack({{ columns | length }}{% for column in columns %}, '{{ column }}', count({{ column }}) > 0{% endfor %}) as (column_name, is_filled)
    from {{ relation }}
{%- endmacro %}

{# Texts of a group joined in order; nulls are left out, and an empty group gives null. #}
{% macro joined_text(expression, separator, order_by) -%}
    {{ return(adapter.dispatch('joined_text')(expression, separator, order_by)) }}
{%- endmacro %}

{% macro default__joined_text(expression, separator, order_by) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{% macro spark__joined_text(expression, separator, order_by) -%}
    nullif(concat_ws('{{ separator }}', transform(array_sort(collect_list(case when {{ expression }} is not null then struct({{ order_by }} as position, {{ expression }} as words) end)), item -> item.words)), '')
{%- endmacro %}

{# A number as text for a sentence: whole, or with one decimal. #}
{% macro plain_number(expression) -%}
    coalesce(
        case
            when {{ expression }} = round({{ expression }}, 0) then cast(cast({{ expression }} as bigint) as {{ dbt.type_string() }})
            else cast(cast({{ rounded(expression, 1) }} as decimal(18, 1)) as {{ dbt.type_string() }})
        end,
        ''
    )
{%- endmacro %}

{# The staging models of one canonical table there is data for, our own files' first: the source, the raw table read, whether
   the model is the one that accounts for the raw table's records. Those of other systems are listed in their
   _<source>__sources.yml. Only these are referred to, so that lineage tells what a table rests on. #}
{% macro staged_models(table) -%}
    {%- set found = [{'source': 'csv', 'raw_table': table, 'table': table, 'relation': ref('stg_csv__' ~ table), 'primary': true}] -%}
    {%- for staged in var('staged') if staged.table == table -%}
        {%- do found.append({'source': staged.source, 'raw_table': staged.raw_table, 'table': table, 'relation': ref(staged.model), 'primary': staged.primary}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# Every staging model there is data for, look-ups (whose table is none) last. #}
{% macro staging_relations() -%}
    {%- set found = [] -%}
    {%- for table in canonical_tables() %}{% do found.extend(staged_models(table)) %}{% endfor -%}
    {%- for staged in var('staged') if not staged.table -%}
        {%- do found.append({'source': staged.source, 'raw_table': staged.raw_table, 'table': none, 'relation': ref(staged.model), 'primary': staged.primary}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# What a metric is scored on, by `score_on` in its YAML: its value, the size of its logarithm (a ratio whose ideal is 1), or
   one of its own companion figures (`detail:<name>`, say a value without its bias). #}
{% macro scored_figure(score_on, value, companion) -%}
    case
        when {{ score_on }} = 'abs_log' then abs(ln(nullif({{ value }}, 0)))
        when {{ score_on }} like 'detail:%' then {{ companion }}
        else {{ value }}
    end
{%- endmacro %}

{# The length of the interval on the scale that is scored; the size of a logarithm starts at 0 where the interval holds 1. #}
{% macro scored_length(score_on, low, high) -%}
    case
        when {{ score_on }} = 'abs_log' then
            greatest(abs(ln(nullif({{ low }}, 0))), abs(ln(nullif({{ high }}, 0))))
            - case when {{ low }} <= 1 and {{ high }} >= 1 then 0.0
                else least(abs(ln(nullif({{ low }}, 0))), abs(ln(nullif({{ high }}, 0)))) end
        else {{ high }} - {{ low }}
    end
{%- endmacro %}

{# A select: the companion figures that metrics are scored on, one row per metric, period and segment. #}
{% macro companions_scored_on() -%}
    select
        metric_details.metric,
        metric_details.period_grain,
        metric_details.period_start,
        metric_details.segment_by,
        metric_details.segment,
        metric_details.value
    from {{ ref('metric_details') }} as metric_details
    inner join {{ ref('metric_catalog') }} as metric_catalog
        on metric_details.metric = metric_catalog.metric
            and metric_catalog.score_on = 'detail:' || metric_details.detail
    where metric_details.category is null
{%- endmacro %}

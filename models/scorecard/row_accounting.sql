-- One row per raw file and fate of its records: used, or set aside with the reason. Rows read = rows used + rows set aside.
-- Why: nothing read may vanish; whoever doubts a number can see what was left out of it, and why.
{%- set relations = core_relations() %}
{%- set staged = staging_relations() | selectattr('primary') | list %}
with files as (
    select * from {{ ref('stg_own__files') }}
),
rejected as (
    select
        source,
        table_name,
        file,
        reason,
        count(*) as records
    from {{ ref('stg_own__rejected_records') }}
    group by source, table_name, file, reason
),
staged as (
    {% for model in staged -%}
    select
        _source as source,
        '{{ model.raw_table }}' as table_name,
        _file as file,
        _set_aside_reason as reason,
        count(*) as records
    from {{ model.relation }}
    group by _source, _file, _set_aside_reason
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
-- a file is one raw table's, so rows of another one under this name meet no file below; a look-up is used by being there
used as (
    {% for model in staged -%}
    select
        _source as source,
        '{{ model.raw_table }}' as table_name,
        _file as file,
        count(*) as records
    from {{ relations[model.table] if model.table else model.relation }}
    where _source = '{{ model.source }}'
        {{ 'and _set_aside_reason is null' if not model.table }}
    group by _source, _file
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
-- Usable rows that did not reach core for want of an exchange rate; any other one is a repeat of a newer row.
unconverted as (
    {% for model in staged if model.table in ('opportunities', 'campaign_spend', 'concessions') -%}
    {% set key = contract_key(model.table)[0] -%}
    select
        staging._source as source,
        '{{ model.raw_table }}' as table_name,
        staging._file as file,
        'no exchange rate from ' || staging.currency_code || ' on or before its date' as reason,
        count(*) as records
    from {{ model.relation }} as staging
    left join {{ relations[model.table] }} as core
        on staging.{{ key }} = core.{{ key }}
    where staging._set_aside_reason is null
        and core.{{ key }} is null
    group by staging._source, staging._file, staging.currency_code
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
usable as (
    select source, table_name, file, records
    from staged
    where reason is null
),
unconverted_totals as (
    select source, table_name, file, sum(records) as records
    from unconverted
    group by source, table_name, file
),
repeats as (
    select
        usable.source,
        usable.table_name,
        usable.file,
        'repeat of another row with the same key{{ ', or the same record in another source' if has_several_sources() }}' as reason,
        usable.records - coalesce(used.records, 0) - coalesce(unconverted_totals.records, 0) as records
    from usable
    left join used
        on usable.source = used.source
            and usable.table_name = used.table_name
            and usable.file = used.file
    left join unconverted_totals
        on usable.source = unconverted_totals.source
            and usable.table_name = unconverted_totals.table_name
            and usable.file = unconverted_totals.file
),
set_aside as (
    select * from rejected
    union all
    select * from staged where reason is not null
    union all
    select * from unconverted
    union all
    select * from repeats where records > 0
)
select
    files.source,
    files.table_name as {{ adapter.quote('table') }},
    files.file,
    cast(coalesce(used.records, 0) as bigint) as rows_read,
    cast(coalesce(used.records, 0) as bigint) as rows_used,
    cast(0 as bigint) as rows_set_aside,
    cast(null as {{ dbt.type_string() }}) as reason
from files
left join used
    on files.source = used.source
        and files.table_name = used.table_name
        and files.file = used.file
union all
select
    source,
    table_name as {{ adapter.quote('table') }},
    file,
    cast(records as bigint) as rows_read,
    cast(0 as bigint) as rows_used,
    cast(records as bigint) as rows_set_aside,
    reason
from set_aside

-- One row per kind of record, source and way it was matched: how many records another source holds too, and how many none does.
-- Why: whoever joins two systems must see what met and what did not. Empty where there is one source.
{%- if has_several_sources() %}
with identities as (
    select * from {{ ref('int_identities') }}
),
records as (
    {% for table, entity in identified_tables().items() -%}
    {% for model in staged_models(table) -%}
    select '{{ entity }}' as entity, _source as source, {{ contract_key(table)[0] }} as record_id
    from {{ model.relation }}
    where _set_aside_reason is null
    {{ 'union' if not loop.last }}
    {% endfor -%}
    {{ 'union' if not loop.last }}
    {% endfor %}
)
select
    records.entity,
    records.source,
    identities.kept_source,
    coalesce(identities.matched_by, 'not matched') as matched_by,
    count(*) as records
from records
left join identities
    on records.entity = identities.entity
        and records.source = identities.source
        and records.record_id = identities.record_id
group by records.entity, records.source, identities.kept_source, coalesce(identities.matched_by, 'not matched')
{%- else %}
select
    cast(null as {{ dbt.type_string() }}) as entity,
    cast(null as {{ dbt.type_string() }}) as source,
    cast(null as {{ dbt.type_string() }}) as kept_source,
    cast(null as {{ dbt.type_string() }}) as matched_by,
    cast(null as bigint) as records
where 1 = 0
{%- endif %}

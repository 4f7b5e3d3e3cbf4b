-- One row per record of a lead, deal, account or user that is also a record of another source: the id that stays.
-- Why: marketing and sales keep the same person in two systems; counted twice, every rate of theirs would be wrong.
{{ config(enabled=(var('sources') | length > 1)) }}
with records as (
    {% for table, entity in identified_tables().items() -%}
    {% for model in staged_models(table) -%}
    select
        '{{ entity }}' as entity,
        _source as source,
        {{ contract_key(table)[0] }} as record_id,
        {{ 'person_key' if table == 'leads' else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as person_key,
        {{ 'created_at' if table in ('leads', 'opportunities') else 'cast(null as timestamp)' }} as created_at
    from {{ model.relation }}
    where _set_aside_reason is null
    {{ 'union all' if not loop.last }}
    {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
distinct_records as (
    select entity, source, record_id, max(person_key) as person_key, min(created_at) as created_at
    from records
    group by entity, source, record_id
),
links as (
    {% for staged in var('staged') if staged.model.endswith('_links') -%}
    select entity, '{{ staged.source }}' as source, record_id, other_source, other_id
    from {{ ref(staged.model) }}
    where record_id is not null
        and other_id is not null
    union all
    {% endfor -%}
    select entity, source, record_id, cast(null as {{ dbt.type_string() }}) as other_source, cast(null as {{ dbt.type_string() }}) as other_id
    from distinct_records
    where 1 = 0
),
-- a record may go by a second id in its own system (a converted lead by its contact's)
own_ids as (
    select entity, source, record_id, record_id as other_id
    from distinct_records
    union
    select entity, source, record_id, other_id
    from links
    where other_source = source
),
linked as (
    select links.entity, links.source, links.record_id, own_ids.source as other_source, own_ids.record_id as other_id
    from links
    inner join own_ids
        on links.entity = own_ids.entity
            and links.other_source = own_ids.source
            and links.other_id = own_ids.other_id
    where links.other_source <> links.source
),
pairs as (
    select entity, source, record_id, other_source, other_id, 'id' as matched_by from linked
    union
    select entity, other_source, other_id, source, record_id, 'id' from linked
    union
    -- people by hashed e-mail
    select one.entity, one.source, one.record_id, other.source as other_source, other.record_id as other_id, 'e-mail' as matched_by
    from distinct_records as one
    inner join distinct_records as other
        on one.entity = other.entity
            and one.person_key = other.person_key
            and one.source <> other.source
    union
    -- users and accounts by a key both sides' links name alike (the hash of an e-mail)
    select one.entity, one.source, one.record_id, other.source as other_source, other.record_id as other_id, one.other_source as matched_by
    from links as one
    inner join links as other
        on one.entity = other.entity
            and one.other_source = other.other_source
            and one.other_id = other.other_id
            and one.source <> other.source
    where one.other_source = 'e-mail'
),
ranked as (
    select
        pairs.*,
        row_number() over (
            partition by pairs.entity, pairs.source, pairs.record_id
            order by
                case when pairs.matched_by = 'id' then 0 else 1 end,
                {{ source_rank('pairs.other_source', preferred_source()) }},
                distinct_records.created_at nulls last,
                pairs.other_id
        ) as preference
    from pairs
    inner join distinct_records
        on pairs.entity = distinct_records.entity
            and pairs.other_source = distinct_records.source
            and pairs.other_id = distinct_records.record_id
    where {{ source_rank('pairs.other_source', preferred_source()) }} < {{ source_rank('pairs.source', preferred_source()) }}
),
first_match as (
    select * from ranked where preference = 1
)
-- what a record is matched with may itself be matched with a record of a third source
select
    first_match.entity,
    first_match.source,
    first_match.record_id,
    coalesce(onward.other_source, first_match.other_source) as kept_source,
    coalesce(onward.other_id, first_match.other_id) as kept_id,
    first_match.matched_by
from first_match
left join first_match as onward
    on first_match.entity = onward.entity
        and first_match.other_source = onward.source
        and first_match.other_id = onward.record_id

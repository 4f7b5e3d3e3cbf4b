-- One row per lead, account or contact that was merged into another, with the one that is left, however many merges later.
-- Why: what pointed to the loser of a merge belongs to its master.
with merged as (
    {% for object in ['lead', 'account', 'contact'] -%}
    select
        {{ salesforce_id('id') }} as record_id,
        max({{ salesforce_id('master_record_id') }}) as master_id
    from {{ source('salesforce', object) }}
    where {{ salesforce_id('master_record_id') }} is not null
    group by {{ salesforce_id('id') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

-- five merges in a row are more than a record sees
select
    merged.record_id,
    coalesce(merged_5.master_id, merged_4.master_id, merged_3.master_id, merged_2.master_id, merged.master_id) as master_id
from merged
{% for step in [2, 3, 4, 5] -%}
left join merged as merged_{{ step }}
    on merged{{ '_' ~ (step - 1) if step > 2 }}.master_id = merged_{{ step }}.record_id
{% endfor -%}
where merged.record_id <> merged.master_id

-- One row per metric, with what its YAML says that SQL needs: role, anchors, weight, minimum sample.
-- Why: thresholds live beside the metric they judge; a company overrides them in seeds/anchor_overrides.csv.
{%- set metrics = metric_nodes() %}
with declared as (
    {% for metric in metrics -%}
    {% set meta = chosen_meta(metric.config.meta) -%}
    select
        '{{ metric.name }}' as metric,
        '{{ meta.dimension }}' as dimension,
        '{{ meta.role }}' as role,
        '{{ meta.unit }}' as unit,
        '{{ meta.direction }}' as direction,
        '{{ meta.interval_code | default("") }}' as interval_code,
        '{{ meta.score_on | default("value") }}' as score_on,
        '{{ meta.anchor | default("") }}' as anchor,
        ',{{ meta.grains | join(",") }},' as grain_list,
        ',{{ meta.inputs | join(",") }},' as input_list,
        '{{ with_days(meta.sample_unit | default("records")) | replace("'", "''") }}' as sample_unit,
        '{{ singular(with_days(meta.sample_unit | default("records"))) | replace("'", "''") }}' as sample_unit_of_one,
        '{{ with_days(meta.unlock | default("")) | replace("'", "''") }}' as unlock,
        cast({{ meta.minimum_sample }} as bigint) as own_minimum_sample,
        cast({{ meta.weight | default(0) }} as double) as weight,
        {% for anchor in ['floor', 'red', 'target', 'stretch'] -%}
        cast({{ meta[anchor] if meta[anchor] is defined and meta[anchor] is not none else 'null' }} as double) as own_{{ anchor }}{{ ',' if not loop.last }}
        {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),
anchor_overrides as (
    select * from {{ ref('anchor_overrides') }}
)
select
    declared.metric,
    declared.dimension,
    declared.role,
    declared.unit,
    declared.direction,
    declared.interval_code,
    declared.score_on,
    declared.anchor,
    declared.grain_list,
    declared.input_list,
    declared.sample_unit,
    declared.sample_unit_of_one,
    declared.unlock,
    {% if var('minimum_sample_override') is not none -%}
    cast({{ var('minimum_sample_override') }} as bigint) as minimum_sample,
    {% else -%}
    declared.own_minimum_sample as minimum_sample,
    {% endif -%}
    declared.weight,
    {% for anchor in ['floor', 'red', 'target', 'stretch'] -%}
    coalesce(cast(anchor_overrides.{{ anchor }}_anchor as double), declared.own_{{ anchor }}) as {{ anchor }}_anchor{{ ',' if not loop.last }}
    {% endfor -%}
from declared
left join anchor_overrides
    on declared.metric = anchor_overrides.metric

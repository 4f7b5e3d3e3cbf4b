{# A metric has exactly the eleven columns of a metric relation, one row per period and segment, and no other grain. #}
{% test metric_relation(model) %}
{%- set agreed = [
    'period_grain', 'period_start', 'segment_by', 'segment', 'value', 'ci_low', 'ci_high', 'numerator', 'denominator',
    'sample_size', 'pending'
] %}
{%- set found = [] %}
{%- if execute %}
    {%- for column in adapter.get_columns_in_relation(model) %}{% do found.append(column.name | lower) %}{% endfor %}
{%- endif %}
{%- if execute and found != agreed %}
select 'columns are {{ found | join(", ") }}; they must be {{ agreed | join(", ") }}' as problem
{%- else %}
{{ slice_problems(model, ['segment']) }}

union all

select 'a value without a record behind it' as problem
from {{ model }}
where value is not null and sample_size = 0

union all

select 'a negative count' as problem
from {{ model }}
where sample_size < 0 or pending < 0 or sample_size is null or pending is null
{%- endif %}
{% endtest %}

{# Companion figures have exactly the eight columns of a details relation, one row per figure, period and segment. #}
{% test detail_relation(model) %}
{%- set agreed = ['period_grain', 'period_start', 'segment_by', 'segment', 'detail', 'category', 'value', 'sample_size'] %}
{%- set found = [] %}
{%- if execute %}
    {%- for column in adapter.get_columns_in_relation(model) %}{% do found.append(column.name | lower) %}{% endfor %}
{%- endif %}
{%- if execute and found != agreed %}
select 'columns are {{ found | join(", ") }}; they must be {{ agreed | join(", ") }}' as problem
{%- else %}
{{ slice_problems(model, ['segment', 'detail', 'category']) }}

union all

select 'a figure without a name or a value' as problem
from {{ model }}
where detail is null or value is null
{%- endif %}
{% endtest %}

{# Breakdowns add up: the shares of each detail in `details` sum to 1 in every period and segment. #}
{% test shares_add_up(model, details) %}
select
    period_grain,
    period_start,
    segment_by,
    segment,
    detail,
    sum(value) as total
from {{ model }}
where detail in ({% for detail in details %}'{{ detail }}'{{ ', ' if not loop.last }}{% endfor %})
group by period_grain, period_start, segment_by, segment, detail
having abs(sum(value) - 1) > 1e-9
{% endtest %}

{# Periods x segments: where an observation is counted.

   A relation of observations carries `observed_at` (a UTC timestamp) or `observed_on` (a date in the reporting time
   zone) and the five segment columns. `sliced` repeats each observation once per period and segment it belongs to;
   `sliced_sums` adds numbers up instead, and is what large relations want: it adds up the finest cells first, so that
   only cells are repeated (1,000,000 leads: a few thousand cells instead of some 13,000,000 rows). #}

{# The segment columns of every mart, in the order pages show them. #}
{% macro segments(relation=none) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    {%- for name in segment_names() %}{{ prefix }}{{ name }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{% macro segment_names() %}{{ return(['region', 'segment', 'channel', 'team', 'product_family']) }}{% endmacro %}

{# The segment columns that are published: a company drops some by the variable `segments`. #}
{% macro published_segments() -%}
    {%- set chosen = [] -%}
    {%- for name in var('segments', segment_names()) or [] -%}
        {%- if name not in segment_names() -%}
            {{ exceptions.raise_compiler_error("The variable segments names '" ~ name ~ "'; choose from " ~ segment_names() | join(', ') ~ ".") }}
        {%- endif -%}
        {%- do chosen.append(name) -%}
    {%- endfor -%}
    {{ return(chosen) }}
{%- endmacro %}

{% macro slice_columns(relation=none) -%}
    {%- set prefix = relation ~ '.' if relation else '' -%}
    {{ prefix }}period_grain, {{ prefix }}period_start, {{ prefix }}segment_by, {{ prefix }}segment
{%- endmacro %}

{# A select: the observations with the first day of the month, quarter and trailing window each falls in (null: none). #}
{% macro dated(relation, keep, anchor='observed_at') -%}
    {%- set day = anchor if anchor.endswith('_on') else local_date(relation ~ '.' ~ anchor) -%}
    select
        {% for column in keep %}{{ relation }}.{{ column }}, {% endfor %}
        {{ segments(relation) }},
        calendar.month_start,
        calendar.quarter_start,
        -- the trailing window is cut at instants, not at days
        case
            when {{ relation }}.{{ anchor }} >= {{ add_days(as_of(), -var('trailing_days', 90)) }}
                and {{ relation }}.{{ anchor }} < {{ as_of() }}
                then calendar.trailing_start
        end as trailing_start
    from {{ relation }}
    inner join (
        select
            day,
            max(case when period_grain = 'month' then period_start end) as month_start,
            max(case when period_grain = 'quarter' then period_start end) as quarter_start,
            max(case when period_grain = 'trailing' then period_start end) as trailing_start
        from {{ ref('dim_days') }}
        group by day
    ) as calendar
        on {{ day }} = calendar.day
{%- endmacro %}

{# A select: every row of a dated relation once per period and segment it belongs to.
   A missing segment is the segment '(not set)', unless nothing at all is set there (the dimension does not apply) or
   the dimension is team: a lead whose team is too small to publish counts in the total only. #}
{% macro fan_out(relation, keep, grains) -%}
    select
        grains.period_grain,
        {{ _period_start('dated', grains) }} as period_start,
        cuts.segment_by,
        case cuts.segment_by
            when 'all' then 'all'
            {%- for name in published_segments() %}
            when '{{ name }}' then coalesce(dated.{{ name }}, '(not set)')
            {%- endfor %}
        end as segment
        {%- for column in keep %},
        dated.{{ column }}
        {%- endfor %}
    from {{ relation }} as dated
    cross join (
        {%- for grain in grains %}
        select '{{ grain }}' as period_grain
        {{- ' union all' if not loop.last }}
        {%- endfor %}
    ) as grains
    cross join (
        select 'all' as segment_by
        {%- for name in published_segments() %}
        union all select '{{ name }}' as segment_by
        {%- endfor %}
    ) as cuts
    cross join (
        select
            count(*) as row_count
            {%- for name in published_segments() %},
            count({{ name }}) as {{ name }}_count
            {%- endfor %}
        from {{ relation }}
    ) as filled
    where {{ _period_start('dated', grains) }} is not null
        {%- for name in published_segments() %}
        and (cuts.segment_by <> '{{ name }}' or dated.{{ name }} is not null
            {{- '' if name == 'team' else ' or filled.' ~ name ~ '_count > 0' }})
        {%- endfor %}
{%- endmacro %}

{% macro _period_start(relation, grains) -%}
    case grains.period_grain
        {%- for grain in grains %} when '{{ grain }}' then {{ relation }}.{{ grain }}_start{% endfor %} end
{%- endmacro %}

{# CTEs ending in `name`: every observation once per period and segment, with the columns to keep. #}
{% macro sliced(relation, keep, grains=['month', 'quarter', 'trailing'], anchor='observed_at', name='sliced') -%}
    {{ name }}_dated as (
        {{ dated(relation, keep, anchor) }}
    ),

    {{ name }} as (
        {{ fan_out(name ~ '_dated', keep, grains) }}
    )
{%- endmacro %}

{# CTEs ending in `name`: like `sliced`, but the period and segment (and the `by` columns) as one number, `slice`, which
   `name`_names resolves. To sort within slices by a small number costs a third of sorting by four columns of text. Cells are
   repeated, not observations; the number comes from a window, over which no engine moves the joins. #}
{% macro numbered_slices(relation, keep, by=[], grains=['month', 'quarter', 'trailing'], anchor='observed_at', name='sliced') -%}
    {%- set cell_columns = ['month_start', 'quarter_start', 'trailing_start'] + segment_names() + by -%}
    {{ name }}_dated as (
        {{ dated(relation, by + keep, anchor) }}
    ),

    {{ name }}_cells as (
        select
            *,
            row_number() over (order by {{ cell_columns | join(', ') }}) as cell
        from (select distinct {{ cell_columns | join(', ') }} from {{ name }}_dated) as distinct_cells
    ),

    {{ name }}_members as (
        select
            *,
            cast(dense_rank() over (order by {{ slice_columns() }}{% for column in by %}, {{ column }}{% endfor %}) as integer) as slice
        from ({{ fan_out(name ~ '_cells', by + ['cell'], grains) }}) as repeated_cells
    ),

    {{ name }}_names as (
        select distinct slice, {{ slice_columns() }}{% for column in by %}, {{ column }}{% endfor %}
        from {{ name }}_members
    ),

    {{ name }} as (
        select
            members.slice
            {%- for column in keep %},
            observations.{{ column }}
            {%- endfor %}
        from {{ name }}_dated as observations
        inner join {{ name }}_cells as cells
            on {% for column in cell_columns -%}
                observations.{{ column }} is not distinct from cells.{{ column }}{{ ' and ' if not loop.last }}
            {%- endfor %}
        inner join {{ name }}_members as members
            on cells.cell = members.cell
    )
{%- endmacro %}

{# CTEs ending in `name`: sums per period, segment and the `by` columns, added up in the finest cells first. #}
{% macro sliced_sums(relation, sums, by=[], grains=['month', 'quarter', 'trailing'], anchor='observed_at', name='sliced') -%}
    {{ name }}_dated as (
        {{ dated(relation, by + sums, anchor) }}
    ),

    {{ name }}_cells as (
        select
            month_start,
            quarter_start,
            trailing_start,
            {{ segments() }}
            {%- for column in by %},
            {{ column }}
            {%- endfor %}
            {%- for column in sums %},
            sum({{ column }}) as {{ column }}
            {%- endfor %}
        from {{ name }}_dated
        group by month_start, quarter_start, trailing_start, {{ segments() }}
            {%- for column in by %}, {{ column }}{% endfor %}
    ),

    {{ name }}_repeated as (
        {{ fan_out(name ~ '_cells', by + sums, grains) }}
    ),

    {{ name }} as (
        select
            {{ slice_columns() }}
            {%- for column in by %},
            {{ column }}
            {%- endfor %}
            {%- for column in sums %},
            sum({{ column }}) as {{ column }}
            {%- endfor %}
        from {{ name }}_repeated
        group by {{ slice_columns() }}
            {%- for column in by %}, {{ column }}{% endfor %}
    )
{%- endmacro %}

{# A select of literal texts, one row each: the categories a breakdown must show even where none occurred. #}
{% macro listed(texts, column='category') -%}
    (
        {%- for text in texts %}
        select '{{ text }}' as {{ column }}
        {{- ' union all' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# Rows that break the grain of a metric or details relation; empty when all is well. #}
{% macro slice_problems(model, keys) %}
select 'two rows for one period and segment' as problem
from {{ model }}
group by period_grain, period_start, segment_by, {{ keys | join(', ') }}
having count(*) > 1

union all

select 'a period or segment that is not known' as problem
from {{ model }}
where period_grain is null
    or period_grain not in ('month', 'quarter', 'trailing')
    or period_start is null
    or segment is null
    or segment_by is null
    or segment_by not in ('all', {% for name in segment_names() %}'{{ name }}'{{ ', ' if not loop.last }}{% endfor %})
    or (segment_by = 'all') <> (segment = 'all')
{% endmacro %}

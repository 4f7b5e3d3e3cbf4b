{# Folds scored records into the area under the ROC curve: the chance that a record with the event outscores one
   without, ties counting half; DeLong (1988) interval on the logit scale.
   Observations: observed_at (or observed_on), segments, score, is_event (boolean), is_mature (boolean).
   An area of exactly 0 or 1, or a single record on either side, has no interval (rule 88). #}
{% macro summarise_auc(relation, grains=['month', 'quarter', 'trailing'], anchor='observed_at') -%}
, scored as (
    select
        {{ anchor }},
        {{ segments() }},
        case when is_mature then cast(score as double) end as score,
        case when is_mature and is_event then 1 else 0 end as events,
        case when is_mature and is_event then 0 when is_mature then 1 else 0 end as non_events,
        case when is_mature then 0 else 1 end as young
    from {{ relation }}
    where score is not null
),

{{ sliced_sums('scored', ['events', 'non_events', 'young'], by=['score'], grains=grains, anchor=anchor) }},

totals as (
    select
        {{ slice_columns() }},
        sum(events) + sum(non_events) as matured,
        sum(young) as young
    from sliced
    group by {{ slice_columns() }}
),

{{ area_under_curve('sliced', slice_columns()) }}

select
    {{ slice_columns('totals') }},
    area_under_curve.area as value,
    area_under_curve.area_low as ci_low,
    area_under_curve.area_high as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(totals.matured as bigint) as sample_size,
    cast(totals.young as bigint) as pending
from totals
left join area_under_curve
    on {{ slice_join('totals', 'area_under_curve') }}
{%- endmacro %}

{# CTEs ending in `area_under_curve` (area, standard_error, area_low, area_high, events, non_events) from the number of
   `events` and `non_events` per group and score. A record's placement, the share of the other side it outscores, comes
   from running counts: O(n log n), no record meets another. #}
{% macro area_under_curve(relation, groups) -%}
{%- set column_names = groups.replace(' ', '').split(',') -%}
sides as (
    select
        {{ groups }},
        cast(sum(events) as double) as all_events,
        cast(sum(non_events) as double) as all_non_events
    from {{ relation }}
    where score is not null
    group by {{ groups }}
),

ranked as (
    select
        {{ groups }},
        events,
        non_events,
        sum(events) over (partition by {{ groups }} order by score rows between unbounded preceding and current row)
            as events_so_far,
        sum(non_events) over (partition by {{ groups }} order by score rows between unbounded preceding and current row)
            as non_events_so_far
    from {{ relation }}
    where score is not null
),

placed as (
    select
        {% for name in column_names %}ranked.{{ name }}, {% endfor %}
        ranked.events,
        ranked.non_events,
        sides.all_events,
        sides.all_non_events,
        -- of an event: non-events below, ties half; of a non-event: events above, ties half
        (ranked.non_events_so_far - ranked.non_events / cast(2 as double)) / nullif(sides.all_non_events, 0)
            as event_placement,
        (sides.all_events - ranked.events_so_far + ranked.events / cast(2 as double)) / nullif(sides.all_events, 0)
            as non_event_placement
    from ranked
    inner join sides
        on {% for name in column_names %}ranked.{{ name }} = sides.{{ name }}{{ ' and ' if not loop.last }}{% endfor %}
),

moments as (
    select
        {{ groups }},
        max(all_events) as events,
        max(all_non_events) as non_events,
        sum(events * event_placement) / nullif(max(all_events), 0) as area,
        sum(events * event_placement * event_placement) as event_squares,
        sum(non_events * non_event_placement * non_event_placement) as non_event_squares
    from placed
    group by {{ groups }}
),

-- both kinds of placement have the area as their mean
deviations as (
    select
        moments.*,
        greatest(event_squares - events * area * area, 0) / nullif(events - 1, 0) / nullif(events, 0)
        + greatest(non_event_squares - non_events * area * area, 0) / nullif(non_events - 1, 0) / nullif(non_events, 0)
            as variance
    from moments
),

logits as (
    select
        deviations.*,
        sqrt(variance) as standard_error,
        case when area > 0 and area < 1 then ln(area / (1 - area)) end as logit,
        case when area > 0 and area < 1 then {{ z_95() }} * sqrt(variance) / (area * (1 - area)) end as margin
    from deviations
),

area_under_curve as (
    select
        {{ groups }},
        area,
        standard_error,
        events,
        non_events,
        1 / (1 + exp(-(logit - margin))) as area_low,
        1 / (1 + exp(-(logit + margin))) as area_high
    from logits
)
{%- endmacro %}

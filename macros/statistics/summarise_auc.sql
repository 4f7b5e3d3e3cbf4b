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
ranked as (
    select
        {{ groups }},
        events,
        non_events,
        sum(events) over (partition by {{ groups }}) as all_events,
        sum(non_events) over (partition by {{ groups }}) as all_non_events,
        sum(events) over (partition by {{ groups }} order by score rows between unbounded preceding and current row)
            as events_so_far,
        sum(non_events) over (partition by {{ groups }} order by score rows between unbounded preceding and current row)
            as non_events_so_far
    from {{ relation }}
    where score is not null
),

placed as (
    select
        {{ groups }},
        events,
        non_events,
        all_events,
        all_non_events,
        -- of an event: non-events below, ties half; of a non-event: events above, ties half
        (non_events_so_far - non_events / cast(2 as double)) / nullif(all_non_events, 0) as event_placement,
        (all_events - events_so_far + events / cast(2 as double)) / nullif(all_events, 0) as non_event_placement
    from ranked
),

areas as (
    select
        placed.*,
        sum(events * event_placement) over (partition by {{ groups }}) / nullif(all_events, 0) as area
    from placed
),

deviations as (
    select
        {{ groups }},
        max(area) as area,
        max(all_events) as events,
        max(all_non_events) as non_events,
        sum(events * power(event_placement - area, 2))
            / nullif(cast(max(all_events) as double) - 1, 0) / nullif(max(all_events), 0)
        + sum(non_events * power(non_event_placement - area, 2))
            / nullif(cast(max(all_non_events) as double) - 1, 0) / nullif(max(all_non_events), 0) as variance
    from areas
    group by {{ groups }}
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

{# Folds scored records into the area under the ROC curve: the chance that a record with the event outscores one
   without, ties counting half; DeLong (1988) interval on the logit scale.
   Observations: observed_at (or observed_on), segments, score, is_event (boolean), is_mature (boolean).
   An area of exactly 0 or 1, or a single record on either side, has no interval (rule 88). #}
{% macro summarise_auc(relation, grains=['month', 'quarter', 'trailing'], anchor='observed_at') -%}
, scored as (
    select
        {{ anchor }},
        {{ segments() }},
        cast(score as double) as score,
        coalesce(is_event, false) as is_event
    from {{ relation }}
    where score is not null and is_mature
),

{{ numbered_slices('scored', ['score', 'is_event'], grains=grains, anchor=anchor) }},

counted as (
    select
        {{ anchor }},
        {{ segments() }},
        case when is_mature then 1 else 0 end as matured,
        case when is_mature then 0 else 1 end as young
    from {{ relation }}
    where score is not null
),

{{ sliced_sums('counted', ['matured', 'young'], grains=grains, anchor=anchor, name='totals') }},

{{ area_under_curve('sliced', 'slice') }},

named as (
    select
        {{ slice_columns('names') }},
        area_under_curve.*
    from area_under_curve
    inner join sliced_names as names
        on area_under_curve.slice = names.slice
)

select
    {{ slice_columns('totals') }},
    named.area as value,
    named.area_low as ci_low,
    named.area_high as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(totals.matured as bigint) as sample_size,
    cast(totals.young as bigint) as pending
from totals
left join named
    on {{ slice_join('totals', 'named') }}
{%- endmacro %}

{# CTEs ending in `area_under_curve` (area, standard_error, area_low, area_high, events, non_events), one row per group,
   from records with score and is_event (neither null). A record's placement is how many of the other side it outscores, ties
   counting half: its mid-rank among all less that among its own side (Sun and Xu 2014), so that no record meets another. #}
{% macro area_under_curve(relation, groups) -%}
ranked as (
    select
        {{ groups }},
        is_event,
        {{ mid_rank(groups) }} - {{ mid_rank(groups ~ ', is_event') }} as others_below,
        count(*) over (partition by {{ groups }}) - count(*) over (partition by {{ groups }}, is_event) as others
    from {{ relation }}
),

-- halves of whole numbers: their sums are the same in any order of adding
moments as (
    select
        {{ groups }},
        cast(count(case when is_event then 1 end) as double) as events,
        cast(count(case when not is_event then 1 end) as double) as non_events,
        sum(case when is_event then others_below else 0 end) as wins,
        sum(case when is_event then others_below * others_below else 0 end) as event_squares,
        sum(case when is_event then 0 else (others - others_below) * (others - others_below) end) as non_event_squares
    from ranked
    group by {{ groups }}
),

placements as (
    select
        {{ groups }},
        events,
        non_events,
        wins / nullif(events, 0) / nullif(non_events, 0) as area,
        event_squares / nullif(non_events, 0) / nullif(non_events, 0) as event_squares,
        non_event_squares / nullif(events, 0) / nullif(events, 0) as non_event_squares
    from moments
),

deviations as (
    select
        {{ groups }},
        events,
        non_events,
        area,
        greatest(event_squares - events * area * area, 0) / nullif(events - 1, 0) / nullif(events, 0)
        + greatest(non_event_squares - non_events * area * area, 0) / nullif(non_events - 1, 0) / nullif(non_events, 0)
            as variance
    from placements
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

{# A record's place in the order of scores, those with the same score sharing the middle of their places. #}
{% macro mid_rank(groups) -%}
    (rank() over (partition by {{ groups }} order by score)
        + round(cume_dist() over (partition by {{ groups }} order by score) * count(*) over (partition by {{ groups }}), 0)) / 2
{%- endmacro %}

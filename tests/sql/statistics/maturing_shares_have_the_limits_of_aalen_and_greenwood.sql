-- Two cohorts worked by hand in another program. One ending: four records, then a step of two that two thirds of a record
-- leave, where the variance is Greenwood's. Two endings: six records, the second ending at times 1 and 4. A share of 0 has
-- no limits, and nobody is left after a step that takes everybody.
{%- set steps = [
    ('one ending', 1, 4, 1, 1), ('one ending', 2, 3, 1, 1), ('one ending', 99, 2, '2e0 / 3', '2e0 / 3'),
    ('two endings', 1, 6, 0, 1), ('two endings', 2, 5, 1, 1), ('two endings', 4, 4, 0, 1), ('two endings', 6, 2, 1, 1),
    ('no success', 1, 4, 0, 1),
    ('everybody', 1, 2, 1, 2), ('everybody', 2, 5, 5, 5),
] %}
{%- set worked = [
    ('one ending', 0.666666666667, 0.267401487044, 0.979326466026),
    ('two endings', 0.416666666667, 0.123677974525, 0.889255244564),
    ('no success', 0, 'null', 'null'),
    ('everybody', 0.5, 0.089589915163, 0.994016912361),
] %}
with steps as (
    {%- for name, elapsed, at_risk, successes, endings in steps %}
    select
        '{{ name }}' as sample,
        cast({{ elapsed }} as double) as elapsed,
        cast({{ at_risk }} as double) as at_risk,
        cast({{ successes }} as double) as successes,
        cast({{ endings }} as double) as endings
    {{- '' if loop.last else ' union all' }}
    {%- endfor %}
),

{{ stepped_incidence('steps', 'sample') }},

worked as (
    {%- for name, share, low, high in worked %}
    select
        '{{ name }}' as sample,
        cast({{ share }} as double) as share,
        cast({{ low }} as double) as share_low,
        cast({{ high }} as double) as share_high
    {{- '' if loop.last else ' union all' }}
    {%- endfor %}
)

select
    worked.sample,
    stepped_incidence.share,
    stepped_incidence.share_low,
    stepped_incidence.share_high
from worked
left join stepped_incidence
    on worked.sample = stepped_incidence.sample
where stepped_incidence.sample is null
    or abs(worked.share - stepped_incidence.share) > 1e-9
    or (worked.share_low is null) <> (stepped_incidence.share_low is null)
    or abs(worked.share_low - stepped_incidence.share_low) > 1e-9
    or abs(worked.share_high - stepped_incidence.share_high) > 1e-9

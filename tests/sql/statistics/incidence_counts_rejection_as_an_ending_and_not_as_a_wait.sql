-- Twelve leads worked by hand: Aalen-Johansen incidence at 90 days .541667 and .289583; treating rejection as if the lead
-- still waited would give .7348. Ties of both endings at one time share the fall; a horizon nobody reached is null.
{%- set leads = [
    (5, 1), (10, 2), (12, 1), (20, 0), (25, 2), (30, 1), (40, 0), (45, 2), (60, 1), (80, 0), (85, 1), (90, 0)
] %}
{%- set tied = [(10, 1), (10, 2), (10, 0), (20, 1)] %}
{%- set worked = [
    ('leads', 90, 1, 0.541666666667),
    ('leads', 90, 2, 0.289583333333),
    ('tied', 10, 1, 0.25),
    ('tied', 10, 2, 0.25),
    ('tied', 90, 1, 'null'),
] %}
with records as (
    {%- for name, times in [('leads', leads), ('tied', tied)] %}
    {%- set last = loop.last %}
    {%- for elapsed, ending in times %}
    select '{{ name }}' as sample, cast({{ elapsed }} as double) as elapsed, {{ ending }} as ending
    {{- '' if last and loop.last else ' union all' }}
    {%- endfor %}
    {%- endfor %}
),

{{ cumulative_incidence('records', 'sample', endings=2, horizons=[10, 90]) }},

worked as (
    {%- for sample, horizon, ending, incidence in worked %}
    select
        '{{ sample }}' as sample,
        {{ horizon }} as horizon,
        {{ ending }} as ending,
        cast({{ incidence }} as double) as incidence
    {{- '' if loop.last else ' union all' }}
    {%- endfor %}
)

select
    worked.*,
    cumulative_incidence.incidence as computed
from worked
left join cumulative_incidence
    on worked.sample = cumulative_incidence.sample
        and worked.horizon = cumulative_incidence.horizon
        and worked.ending = cumulative_incidence.ending
where cumulative_incidence.sample is null
    or (worked.incidence is null) <> (cumulative_incidence.incidence is null)
    or abs(worked.incidence - cumulative_incidence.incidence) > 1e-9

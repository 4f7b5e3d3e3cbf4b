-- One row per fully ramped rep and quota period that has ended: quota reached, or not.
-- Why: a goal most people miss discourages them; one that all reach asks for nothing.
with observations as (
    select
        period_end as observed_on,
        {{ segments() }},
        case when is_met then 1 else 0 end as reached,
        1 as quotas
    from {{ ref('fct_quotas') }}
    where is_ramped
),

{{ sliced_sums('observations', ['reached', 'quotas'], grains=['quarter', 'trailing'], anchor='observed_on') }}

select
    {{ slice_columns() }},
    {{ divide('reached', 'quotas') }} as value,
    {{ wilson_limit('reached', 'quotas', 'low') }} as ci_low,
    {{ wilson_limit('reached', 'quotas', 'high') }} as ci_high,
    cast(reached as double) as numerator,
    cast(quotas as double) as denominator,
    cast(quotas as bigint) as sample_size,
    cast(0 as bigint) as pending
from sliced
-- even a count says who it was where only a few people are
where segment_by = 'all' or quotas >= {{ var('minimum_team_size') }}

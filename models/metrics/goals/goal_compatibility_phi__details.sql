-- One row per companion figure of goal compatibility: the four corners, the joint rate and what chance would make it.
-- Why: a bad market makes all goals fail together and lifts phi; the joint rate shows it.
with matrices as (
    select
        matrices.*,
        {{ divide('both_met', 'team_quarters') }} as joint_rate,
        {{ divide('both_met + bookings_only', 'team_quarters') }} * {{ divide('both_met + price_only', 'team_quarters') }} as expected_rate,
        least(both_met + bookings_only, price_only + neither_met, both_met + price_only, bookings_only + neither_met) as smallest_margin
    from {{ ref('fct_goal_matrices') }} as matrices
),

listed as (
    {% for corner in ['both_met', 'bookings_only', 'price_only', 'neither_met'] -%}
    select {{ slice_columns() }}, team_quarters, 'team_quarters' as detail, '{{ corner }}' as category, cast({{ corner }} as double) as value
    from matrices
    union all
    {% endfor -%}
    select {{ slice_columns() }}, team_quarters, 'joint_rate' as detail, null as category, joint_rate as value from matrices
    {% for side in ['low', 'high'] -%}
    union all
    select {{ slice_columns() }}, team_quarters, 'joint_rate_{{ side }}' as detail, null as category, {{ wilson_limit('both_met', 'team_quarters', side) }} as value
    from matrices
    {% endfor -%}
    union all
    select {{ slice_columns() }}, team_quarters, 'joint_rate_if_independent' as detail, null as category, expected_rate as value from matrices
    union all
    select {{ slice_columns() }}, team_quarters, 'joint_to_independent_ratio' as detail, null as category, joint_rate / nullif(expected_rate, 0) as value
    from matrices
    where expected_rate > 0
    union all
    select {{ slice_columns() }}, team_quarters, 'goal_margin_too_small' as detail, null as category, cast(smallest_margin as double) as value
    from matrices
    where smallest_margin < {{ var('goal_matrix_minimum_margin') }}
)

select
    {{ slice_columns() }},
    detail,
    cast(category as {{ dbt.type_string() }}) as category,
    value,
    cast(team_quarters as bigint) as sample_size
from listed

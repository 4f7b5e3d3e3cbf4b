-- 0 of 0 is unknown, not 0; 7 of 7 is exactly 1 at the top and well below it at the bottom.
with counts as (
    select 0 as successes, 0 as trials
    union all select 7 as successes, 7 as trials
)

select *
from (
    select
        trials,
        {{ divide('successes', 'trials') }} as share,
        {{ wilson_limit('successes', 'trials', 'low') }} as low,
        {{ wilson_limit('successes', 'trials', 'high') }} as high
    from counts
) as computed
where (trials = 0 and (share is not null or low is not null or high is not null))
    or (trials = 7 and (high is null or high <> 1 or low is null or low <= 0.5 or low >= 1))

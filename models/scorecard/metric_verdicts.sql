-- One row per metric that failed data checks touch: the worst severity and the words for it.
-- Why: the checks' word on the inputs travels with every number made from them.
with check_results as (
    select * from {{ ref('stg_own__check_results') }}
),
metric_catalog as (
    select * from {{ ref('metric_catalog') }}
),
failed as (
    select
        metric_catalog.metric,
        check_results.check_id,
        check_results.severity,
        check_results.observed
    from check_results
    inner join metric_catalog
        on check_results.metric_list like '%,' || metric_catalog.metric || ',%'
    where not check_results.success
        and check_results.severity in ('critical', 'warning')
)
select
    metric,
    max(case when severity = 'critical' then 1 else 0 end) as has_critical,
    max(case when severity = 'warning' then 1 else 0 end) as has_warning,
    {{ joined_text("case when severity = 'critical' then check_id || ': ' || coalesce(observed, 'failed') end", '; ', 'check_id') }} as critical_words,
    {{ joined_text("case when severity = 'warning' then check_id || ': ' || coalesce(observed, 'failed') end", '; ', 'check_id') }} as warning_words
from failed
group by metric

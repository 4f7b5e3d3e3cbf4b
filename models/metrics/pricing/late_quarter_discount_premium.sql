-- One row per fiscal quarter and segment: the discount late deals got beyond what like deals got earlier, in points of list,
-- over the deals of that quarter and the three before.
-- Why: the price of the quarter-end rush, like for like; the crude difference mostly shows that big deals close late.
with cells as (
    select * from {{ ref('fct_late_discount_cells') }}
),

-- a cell with too few deals on either side compares nothing and leaves
matched as (
    select
        {{ slice_columns('late') }},
        late.deals + rest.deals as deals,
        late.list_amount as late_list_amount,
        late.discount_rate - rest.discount_rate as premium,
        power(late.standard_error, 2) as late_variance,
        power(rest.standard_error, 2) as rest_variance,
        -- deals count by their list amount, so a cell has as many as would count alike
        greatest(late.effective_deals - 1, 1) as late_degrees,
        greatest(rest.effective_deals - 1, 1) as rest_degrees
    from cells as late
    inner join cells as rest
        on {{ slice_join('late', 'rest') }}
            and late.deal_segment = rest.deal_segment
            and late.size_band = rest.size_band
    where late.is_late
        and not rest.is_late
        and late.deals >= {{ var('premium_min_deals_per_cell') }}
        and rest.deals >= {{ var('premium_min_deals_per_cell') }}
),

-- cells weigh what late deals weigh in them: the question is what those deals would have cost at the earlier prices
weighted as (
    select
        matched.*,
        late_list_amount / nullif(cast(sum(late_list_amount) over (partition by {{ slice_columns() }}) as double), 0) as weight
    from matched
),

-- Welch-Satterthwaite over the cells' jackknife variances
standardised as (
    select
        {{ slice_columns() }},
        sum(weight * premium) as premium,
        sum(deals) as deals,
        case when count(late_variance + rest_variance) = count(*)
            then sum(power(weight, 2) * (late_variance + rest_variance)) end as variance,
        sum(
            power(weight, 4) * (
                power(late_variance, 2) / nullif(late_degrees, 0) + power(rest_variance, 2) / nullif(rest_degrees, 0)
            )
        ) as variance_spread
    from weighted
    group by {{ slice_columns() }}
),

bounded as (
    select
        standardised.*,
        {{ whole_degrees_of_freedom('coalesce(power(variance, 2) / nullif(variance_spread, 0), 1)') }} as degrees_of_freedom
    from standardised
),

-- slices with late deals but no cell to match them in say so with a null
slices as (
    select distinct {{ slice_columns() }} from cells
)

select
    {{ slice_columns('slices') }},
    bounded.premium as value,
    bounded.premium - t_quantiles.t_95 * sqrt(bounded.variance) as ci_low,
    bounded.premium + t_quantiles.t_95 * sqrt(bounded.variance) as ci_high,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(coalesce(bounded.deals, 0) as bigint) as sample_size,
    cast(0 as bigint) as pending
from slices
left join bounded
    on {{ slice_join('slices', 'bounded') }}
left join {{ ref('t_quantiles') }} as t_quantiles
    on bounded.degrees_of_freedom = t_quantiles.degrees_of_freedom

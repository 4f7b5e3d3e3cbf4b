-- One row per fiscal quarter of hand-off, segment x score band cell and state: what one lead in that state lost, in money.
-- Why: a lead's loss depends on its cell alone, so segments and company add up.
-- Method: (win rate of all leads worked in time, thrown-away ones included, minus the state's win rate) x mean won amount
-- x margin x recoverable share; interval of the difference by Newcombe (1998), the ends clipped at 0.
with lead_states as (
    select * from {{ ref('int_lead_states') }}
),
deals as (
    select * from {{ ref('fct_deals') }} where is_won and opportunity_type = 'new'
),
cell_counts as (
    select
        period_start,
        cell_segment,
        band,
        count(case when state in ('discarded_good_fit', 'worked_and_kept') then 1 end) as worked,
        sum(case when state in ('discarded_good_fit', 'worked_and_kept') then is_won else 0 end) as worked_won
    from lead_states
    group by period_start, cell_segment, band
),
band_counts as (
    select
        period_start,
        band,
        sum(worked) as worked,
        sum(worked_won) as worked_won
    from cell_counts
    group by period_start, band
),
recycled as (
    select
        period_start,
        band,
        count(*) as leads,
        sum(is_won) as won
    from lead_states
    where is_recycled
    group by period_start, band
),
states as (
    select
        period_start,
        cell_segment,
        band,
        state,
        count(*) as leads,
        sum(is_won) as won
    from lead_states
    where state <> 'worked_and_kept'
    group by period_start, cell_segment, band, state
),
referenced as (
    select
        states.*,
        -- small cells borrow the whole band's reference; thrown-away leads are compared with recycled ones of their band
        case
            when states.state = 'discarded_good_fit' then recycled.leads
            when cell_counts.worked >= 20 then cell_counts.worked
            else band_counts.worked
        end as reference_leads,
        case
            when states.state = 'discarded_good_fit' then recycled.won
            when cell_counts.worked >= 20 then cell_counts.worked_won
            else band_counts.worked_won
        end as reference_won
    from states
    inner join cell_counts
        on states.period_start = cell_counts.period_start
            and states.cell_segment = cell_counts.cell_segment
            and states.band = cell_counts.band
    inner join band_counts
        on states.period_start = band_counts.period_start
            and states.band = band_counts.band
    left join recycled
        on states.period_start = recycled.period_start
            and states.band = recycled.band
),
limits as (
    select
        *,
        {{ divide('reference_won', 'reference_leads') }} as reference_rate,
        {{ divide('won', 'leads') }} as rate,
        {{ wilson_limit('reference_won', 'reference_leads', 'low') }} as reference_low,
        {{ wilson_limit('reference_won', 'reference_leads', 'high') }} as reference_high,
        {{ wilson_limit('won', 'leads', 'low') }} as rate_low,
        {{ wilson_limit('won', 'leads', 'high') }} as rate_high
    from referenced
),
quarters as (
    select
        period_start,
        period_end,
        lag(period_start, 3) over (order by period_start) as year_start
    from {{ ref('dim_periods') }}
    where period_grain = 'quarter'
),
deal_values as (
    -- the mean deal of the four quarters to the quarter's end
    select
        quarters.period_start,
        avg(cast(deals.amount as double)) as mean_won_amount
    from quarters
    inner join deals
        on deals.closed_on <= quarters.period_end
            and deals.closed_on >= coalesce(quarters.year_start, deals.closed_on)
    group by quarters.period_start
)
select
    limits.period_start,
    limits.cell_segment,
    limits.band,
    limits.state,
    deal_values.mean_won_amount,
    -- greatest of a null and 0 would be 0: without leads to compare with, the loss is unknown
    case when reference_rate is not null then greatest(
        reference_rate - rate - sqrt(power(reference_rate - reference_low, 2) + power(rate_high - rate, 2)), 0.0
    ) end * deal_values.mean_won_amount * {{ var('gross_margin') }} * {{ var('recoverable_share_low') }} as low,
    case when reference_rate is not null then greatest(reference_rate - rate, 0.0) end
    * deal_values.mean_won_amount * {{ var('gross_margin') }} * {{ var('recoverable_share_base') }} as base,
    case when reference_rate is not null then greatest(
        reference_rate - rate + sqrt(power(reference_high - reference_rate, 2) + power(rate - rate_low, 2)), 0.0
    ) end * deal_values.mean_won_amount * {{ var('gross_margin') }} * {{ var('recoverable_share_high') }} as high
from limits
inner join deal_values
    on limits.period_start = deal_values.period_start

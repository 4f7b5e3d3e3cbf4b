-- One row per company record of HubSpot, as an account.
-- Why: deals and people belong to companies; one merged into another is counted there.
with company as (
    select * from {{ source('hubspot', 'company') }}
),
merged as (
    select distinct merged_id
    from (
        select {{ each_id('merged_ids') }} as merged_id
        from company
        where merged_ids is not null
    ) as listed
),
joined as (
    select
        company.*,
        {{ hubspot_deleted('company') }} as is_gone,
        merged.merged_id
    from company
    left join merged
        on {{ hubspot_id('company.company_id') }} = merged.merged_id
)
{{ stage_from('accounts', 'joined', {
    'account_id': hubspot_id('company_id'),
    'segment': 'segment',
    'industry': 'industry',
    'region': 'region',
    'country_code': 'country_code',
    'first_won_on': moment_text('became_customer_at'),
    'currency_code': 'currency_code',
    'loaded_at': 'loaded_at',
    'source_system': "'hubspot'",
    'is_deleted': "case when is_gone then 'true' end",
}, left_out="case when merged_id is not null then 'merged into another record' end") }}

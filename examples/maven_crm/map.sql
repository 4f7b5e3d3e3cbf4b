-- From the four files of the Maven CRM data set to canonical tables. `source` and `target` are folders.
-- Everything the data set does not hold (leads, campaigns, activities …) is simply not written.

create table agents as
select
    *,
    -- people appear by key only, never by name
    'agent-' || lpad(cast(row_number() over (order by sales_agent) as varchar), 2, '0') as user_id,
    lower(regional_office) as team_id
from read_csv(getvariable('source') || '/sales_teams.csv', all_varchar = true);

create table catalogue as
select
    product as product_id,
    product as product_name,
    series as product_family,
    sales_price as list_price
from read_csv(getvariable('source') || '/products.csv', all_varchar = true);

create table companies as
select
    account as account_id,
    -- the file spells one sector wrongly
    case sector when 'technolgy' then 'technology' else sector end as segment
from read_csv(getvariable('source') || '/accounts.csv', all_varchar = true);

create table deals as
select
    pipeline.opportunity_id,
    companies.account_id,
    -- the pipeline writes GTXPro, the price list GTX Pro: a plain join would lose a third of the revenue
    case pipeline.product when 'GTXPro' then 'GTX Pro' else pipeline.product end as product_id,
    agents.user_id as owner_user_id,
    'new' as opportunity_type,
    cast(strptime(pipeline.engage_date, '%m/%d/%Y') as date) as created_at,
    cast(strptime(pipeline.close_date, '%m/%d/%Y') as date) as close_date,
    pipeline.deal_stage as stage,
    pipeline.deal_stage in ('Won', 'Lost') as is_closed,
    pipeline.deal_stage = 'Won' as is_won,
    pipeline.close_value as amount,
    companies.segment,
    agents.regional_office as region,
    catalogue.product_family
from read_csv(getvariable('source') || '/sales_pipeline.csv', all_varchar = true) as pipeline
left join agents
    on pipeline.sales_agent = agents.sales_agent
left join companies
    on pipeline.account = companies.account_id
left join catalogue
    on case pipeline.product when 'GTXPro' then 'GTX Pro' else pipeline.product end = catalogue.product_id;

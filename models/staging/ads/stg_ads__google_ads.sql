-- One row per record of a Google Ads campaign report: what a campaign cost on a day, traced to one of ours where it can be.
-- Why: spend that cannot be traced is kept, for a return on marketing that leaves it out flatters.
{{ ad_spend(
    'google_ads',
    amount='coalesce(cast(try_cast(report.cost_micros as double) / 1000000 as ' ~ dbt.type_string() ~ '), report.cost)',
    currency='report.currency_code',
    totals=['day', 'campaign_status'],
) }}

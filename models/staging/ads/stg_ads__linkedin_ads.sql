-- One row per record of a LinkedIn campaign report: what a campaign cost on a day, traced to one of ours where it can be.
-- Why: spend that cannot be traced is kept, for a return on marketing that leaves it out flatters.
{{ ad_spend(
    'linkedin_ads',
    amount='coalesce(report.total_spent, report.cost_in_usd)',
    currency="coalesce(report.currency_code, case when report.total_spent is null then 'USD' end)",
    totals=['day'],
) }}

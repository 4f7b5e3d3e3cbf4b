-- One row per account.
-- Why: of accounts that were merged only the master is a customer.
with {{ salesforce_records('account') }}
{{ stage_from('accounts', 'landed', {
    'account_id': 'id',
    'segment': 'segment',
    'industry': 'industry',
    'region': 'region',
    'country_code': 'billing_country_code',
    'first_won_on': 'first_won_on',
    'currency_code': 'currency_iso_code',
    'loaded_at': salesforce_loaded_at(),
    'is_deleted': 'is_gone',
}, left_out="coalesce(set_aside, case when master_record_id is not null then 'merged into another record' end)") }}

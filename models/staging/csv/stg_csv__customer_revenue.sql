-- One row per record of the canonical customer_revenue files, typed; rows that cannot be used are marked, not dropped.
-- Why: everything downstream can trust types and keys, and every record read can be accounted for.
{{ stage_canonical('customer_revenue') }}

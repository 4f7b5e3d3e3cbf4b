-- One row per period of the company's own fiscal calendar; empty where the start-month variable says it all.
-- Why: fiscal years need not be calendar years, nor quarters three calendar months.
with {{ unite('fiscal_periods') }}
select *
from united

-- One row per period and segment of the index as the last build published it, with the first final figure of the quarter.
-- Why: a quarter's index is published once; what a later build makes of it is a restatement, and is logged.
select *
from {{ source('history', 'index_publications') }}

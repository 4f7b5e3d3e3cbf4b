-- One row per part of a metric's definition that was edited since the last published build, old against new.
-- Why: a number that moved because it means something else is no improvement, and no restatement either.
select *
from {{ source('history', 'redefinitions') }}

-- One row per survey response record, all sources united.
-- Why: marts read one relation per entity, whatever system it came from.
with {{ unite('survey_responses') }}
select *
from united

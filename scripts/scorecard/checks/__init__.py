"""Data checks: YAML suites in checks/, run by Great Expectations inside the warehouse.

`run` judges a phase, `warm` imports Great Expectations in the background while dbt works,
`reasons` gives the why of each check.
"""

from scorecard.checks.model import CheckResult, CheckSummary
from scorecard.checks.running import reasons, run, warm

__all__ = ["CheckResult", "CheckSummary", "reasons", "run", "warm"]

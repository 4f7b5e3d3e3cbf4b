"""Data checks: YAML suites in checks/, run by Great Expectations inside the warehouse.

`run` judges a phase, `warm` imports Great Expectations in the background while dbt works.
"""

from scorecard.checks.model import CheckResult, CheckSummary
from scorecard.checks.running import run, warm

__all__ = ["CheckResult", "CheckSummary", "run", "warm"]

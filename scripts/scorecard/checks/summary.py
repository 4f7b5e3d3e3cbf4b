"""What a run of checks amounts to, and the one sentence a refusal is told in. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from scorecard.checks.model import ESSENTIAL, CheckResult, CheckSummary, Phase

# Named in a refusal, so that the first line a person reads tells enough to act on.
REFUSALS_NAMED = 3


def summarise(results: Iterable[CheckResult], phase: Phase) -> CheckSummary:
    """Count verdicts, and say for which of them publishing is refused."""
    results = list(results)
    failed = [result for result in results if result.success is False]
    critical = [result for result in failed if result.severity == "critical"]
    decisive = [result for result in critical if phase == "outputs" or result.relation in ESSENTIAL]
    return CheckSummary(
        total=len(results),
        passed=sum(result.success is True for result in results),
        warnings=sum(result.severity == "warning" for result in failed),
        critical=len(critical),
        not_evaluated=sum(result.success is None for result in results),
        refused=bool(decisive),
        message=_refusal(decisive),
    )


def _refusal(decisive: list[CheckResult]) -> str:
    if not decisive:
        return ""
    named = "; ".join(
        f"{result.check} found {result.observed}, allowed: {result.threshold}"
        + (f" (for example {result.sample_keys})" if result.sample_keys else "")
        for result in decisive[:REFUSALS_NAMED]
    )
    more = len(decisive) - REFUSALS_NAMED
    return (
        f"Publishing refused, the last good site stays: {named}"
        + (f"; and {more} more critical checks failed" if more > 0 else "")
        + "; correct the data and build again."
    )

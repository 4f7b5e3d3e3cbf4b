"""From what the engine found to a verdict with words a leader can read. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scorecard.checks.model import Among, CheckResult, Outcome, Rule, Severity

SAMPLE_KEYS = 5
KEY_LENGTH = 80
# What a query may return beside keys: the name of a figure of the whole table, and words for what was observed.
NOT_KEYS = ("statistic", "observed")
PERSONAL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")


def judge(
    rule: Rule, outcome: Outcome, among: Among | None, threshold: str | None, population: int | None,
    keys: Sequence[str], metrics: Sequence[str],
) -> CheckResult:  # fmt: skip
    """Return the check's verdict.

    `population` is the number of rows a share is taken of (of `among` when given); `keys` the columns a sample shows;
    `metrics` the ids the check touches.
    """
    counting = among.called if among else rule.counting or rule.rows_called
    severity, success = _verdict(rule, outcome, population)
    return CheckResult(
        check=rule.check,
        relation=rule.relation,
        severity=severity,
        success=success,
        observed=outcome.observed or _observed(rule, outcome, population, counting),
        threshold=threshold or rule_threshold(rule, counting),
        unexpected_rows=outcome.unexpected,
        sample_keys="" if success else sample_keys(outcome.sample, keys),
        metrics=",".join(metrics),
    )


def unevaluated(rule: Rule, reason: str, metrics: Sequence[str]) -> CheckResult:
    """The verdict of a check that could not be judged on this data, and why."""
    counting = rule.among.called if rule.among else rule.counting or rule.rows_called
    threshold = (
        rule.threshold if rule.threshold and "{" not in rule.threshold else rule_threshold(rule, counting)
    )
    return CheckResult(
        rule.check, rule.relation, rule.severity, None, reason, threshold, None, "", ",".join(metrics)
    )


def rule_threshold(rule: Rule, counting: str) -> str:
    """The rule's tolerance in words, such as `none; critical above 1 % of leads`."""
    (_, first), *worse = rule.tolerance
    if first == 0:
        return f"none; {worse[0][0]} above {percent(worse[0][1])} of {counting}" if worse else "none"
    words = f"at most {percent(first)} of {counting}"
    if worse:
        words += f"; {worse[0][0]} above {percent(worse[0][1])}"
    return words


def sample_keys(sample: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> str:
    """A few keys, comma separated: the relation's key columns where the query returns them, else its first column."""
    shown: list[str] = []
    for row in sample:
        columns = [key for key in keys if key in row] or [name for name in row if name not in NOT_KEYS][:1]
        text = "/".join(_key_text(row[column]) for column in columns)
        if text and text not in shown:
            shown.append(text)
        if len(shown) == SAMPLE_KEYS:
            break
    return ", ".join(shown)


def percent(share: float) -> str:
    """A share as a percentage with as many decimals as it needs to not read as zero."""
    value = share * 100
    text = f"{value:.0f}" if value == round(value) else f"{value:.1f}"
    return "under 0.1 %" if text == "0.0" else f"{text} %"


def _verdict(rule: Rule, outcome: Outcome, population: int | None) -> tuple[Severity, bool]:
    if outcome.success or outcome.unexpected is None:
        return rule.severity, outcome.success
    share = outcome.unexpected / population if population else 1.0
    reached = [level for level, allowed in rule.tolerance if share > allowed]
    return (reached[-1], False) if reached else (rule.severity, True)


def _observed(rule: Rule, outcome: Outcome, population: int | None, counting: str) -> str:
    if outcome.unexpected is None:
        return "as expected" if outcome.success else "not as expected"
    if rule.counting and rule.among is None:
        if not outcome.unexpected:
            return f"no {counting}"
        return f"{outcome.unexpected:,} {counting if outcome.unexpected > 1 else _one_of(counting)}"
    if not population:
        return f"{outcome.unexpected:,} {counting}"
    if not outcome.unexpected:
        return f"none of {population:,} {counting}"
    return f"{outcome.unexpected:,} of {population:,} {counting} ({percent(outcome.unexpected / population)})"


def _one_of(counting: str) -> str:
    """The words for several, such as `keys with different records`, for one of them."""
    first, space, rest = counting.partition(" ")
    single = {"people": "person"}.get(first) or re.sub(r"ies$", "y", first).removesuffix("s")
    return single + space + rest


def _key_text(value: Any) -> str:
    text = (
        "" if value is None else "".join(char if char.isprintable() else " " for char in str(value)).strip()
    )
    if PERSONAL.search(text):
        return "(withheld: looks personal)"
    text = text.replace(",", ";")
    return text if len(text) <= KEY_LENGTH else text[: KEY_LENGTH - 1] + "…"

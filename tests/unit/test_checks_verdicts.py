"""Verdicts: severity by tolerance, and words a leader can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scorecard.checks.model import Among, CheckResult, Outcome, Rule
from scorecard.checks.summary import summarise
from scorecard.checks.verdicts import judge, percent, sample_keys, unevaluated

RULE = Rule(
    relation="leads",
    rule="in_order",
    type="UnexpectedRowsExpectation",
    kwargs={},
    severity="critical",
    why="because",
    file=Path("leads.yml"),
    line=4,
    layer="core",
    tolerance=(("warning", 0.0), ("critical", 0.01)),
    rows_called="leads",
)


def found(rows: int, **sample: object) -> Outcome:
    return Outcome(
        success=rows == 0, unexpected=rows, of=None, sample=(sample,) if sample else (), observed=None
    )


@pytest.mark.parametrize(
    ("rows", "severity", "success", "observed"),
    [
        (0, "critical", True, "none of 1,000 leads"),
        (1, "warning", False, "1 of 1,000 leads (0.1 %)"),
        (10, "warning", False, "10 of 1,000 leads (1 %)"),
        (11, "critical", False, "11 of 1,000 leads (1.1 %)"),
    ],
)
def test_severity_rises_with_the_share(rows: int, severity: str, success: bool, observed: str) -> None:
    result = judge(RULE, found(rows, lead_id="L1"), None, None, 1000, ("lead_id",), ("a", "b"))
    assert (result.severity, result.success, result.observed) == (severity, success, observed)
    assert result.threshold == "none; critical above 1 % of leads"
    assert result.metrics == "a,b"
    assert result.sample_keys == ("" if success else "L1")


def test_a_share_within_tolerance_passes_and_still_says_what_was_seen() -> None:
    rule = replace(RULE, severity="warning", tolerance=(("warning", 0.05),))
    among = Among("handed_off_at is not null", "handed-off leads")
    result = judge(rule, found(5), among, None, 100, ("lead_id",), ())
    assert result.success is True
    assert result.observed == "5 of 100 handed-off leads (5 %)"
    assert result.threshold == "at most 5 % of handed-off leads"


def test_what_is_not_a_row_is_counted_in_its_own_words() -> None:
    rule = replace(RULE, counting="keys with different records", tolerance=(("critical", 0.0),))
    assert judge(rule, found(2), None, None, 9, (), ()).observed == "2 keys with different records"
    assert judge(rule, found(1), None, None, 9, (), ()).observed == "1 key with different records"
    assert judge(rule, found(0), None, None, 9, (), ()).observed == "no keys with different records"


def test_a_check_not_judged_has_no_verdict_and_says_why() -> None:
    result = unevaluated(RULE, "table is empty", ())
    assert (result.success, result.observed, result.unexpected_rows) == (None, "table is empty", None)


@pytest.mark.parametrize(
    ("rows", "keys", "shown"),
    [
        ([{"lead_id": "L1", "x": 1}, {"lead_id": "L2", "x": 2}], ("lead_id",), "L1, L2"),
        ([{"user_id": "U1", "period_start": date(2024, 1, 1)}], ("user_id", "period_start"), "U1/2024-01-01"),
        ([{"record": "leads.csv record 4"}], ("lead_id",), "leads.csv record 4"),
        ([{"statistic": "psi", "observed": "shifted"}], ("lead_id",), ""),
        ([{"lead_id": "a,b\n<script>"}], ("lead_id",), "a;b <script>"),
        ([{"lead_id": "ann@example.com"}], ("lead_id",), "(withheld: looks personal)"),
        ([{"lead_id": "L1"}, {"lead_id": "L1"}], ("lead_id",), "L1"),
        ([{"lead_id": f"L{n}"} for n in range(9)], ("lead_id",), "L0, L1, L2, L3, L4"),
    ],
)
def test_samples_are_a_few_keys(rows: list[dict[str, object]], keys: tuple[str, ...], shown: str) -> None:
    assert sample_keys(rows, keys) == shown


def test_a_small_share_never_reads_as_zero() -> None:
    assert [percent(share) for share in (0.00001, 0.001, 0.02, 1)] == ["under 0.1 %", "0.1 %", "2 %", "100 %"]


def verdict(relation: str, severity: str, success: bool | None) -> CheckResult:
    return CheckResult(f"{relation}.r", relation, severity, success, "3 of 9", "none", 3, "L1, L2", "")  # type: ignore[arg-type]


def test_publishing_is_refused_for_leads_opportunities_and_our_own_figures_only() -> None:
    elsewhere = verdict("touchpoints", "critical", False)
    assert summarise([elsewhere], "inputs").refused is False
    assert summarise([elsewhere], "inputs").critical == 1
    assert summarise([verdict("leads", "warning", False)], "inputs").refused is False
    assert summarise([verdict("leads", "critical", None)], "inputs").refused is False
    assert summarise([verdict("metric_scores", "critical", False)], "outputs").refused is True
    refused = summarise([verdict("opportunities", "critical", False), elsewhere], "inputs")
    assert refused.refused is True
    assert "opportunities.r found 3 of 9, allowed: none (for example L1, L2)" in refused.message
    assert "touchpoints" not in refused.message

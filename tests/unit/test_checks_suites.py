"""Suites: every mistake is told with its file, its line and the nearest valid name."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard import checks, contract
from scorecard.checks import suites
from scorecard.checks.model import EVERY_TABLE, OUTPUTS
from scorecard.checks.rendering import expand
from scorecard.errors import UsageError

PROJECT = Path(__file__).resolve().parents[2]
COLUMNS = {"leads": ("lead_id", "created_at", "lead_score"), "teams": ("team_id", "function")}

GOOD = """\
relation: leads
rows_called: people who asked
rules:
  - rule: created_before_handed_off
    type: UnexpectedRowsExpectation
    kwargs:
      unexpected_rows_query: select lead_id from {batch}
    severity: critical
    tolerance: {warning: 0 %, critical: 1 %}
    among: {where: created_at is not null, called: dated leads}
    why: It cannot
      be so.
"""


def read(folder: Path, text: str, name: str = "leads.yml") -> list[suites.Rule]:
    (folder / name).write_text(text, encoding="utf-8")
    return suites.read(folder / name, COLUMNS)


def test_a_rule_is_read_as_written(tmp_path: Path) -> None:
    (rule,) = read(tmp_path, GOOD)
    assert rule.check == "leads.created_before_handed_off"
    assert rule.line == 4
    assert rule.layer == "core"
    assert rule.tolerance == (("warning", 0.0), ("critical", 0.01))
    assert rule.rows_called == "people who asked"
    assert rule.why == "It cannot be so."


@pytest.mark.parametrize(
    ("given", "tolerance"),
    [
        ("severity: warning", (("warning", 0.0),)),
        ("severity: warning\n    tolerance: 2 %", (("warning", 0.02),)),
        ("severity: critical\n    tolerance: 0.05", (("critical", 0.05),)),
        (
            "severity: critical\n    tolerance: {critical: 10%, warning: 1.5 %}",
            (("warning", 0.015), ("critical", 0.1)),
        ),
    ],
)
def test_a_tolerance_is_a_share_or_a_share_per_level(tmp_path: Path, given: str, tolerance: object) -> None:
    text = GOOD.replace("    tolerance: {warning: 0 %, critical: 1 %}\n", "").replace(
        "severity: critical", given
    )
    (rule,) = read(tmp_path, text)
    assert rule.tolerance == tolerance


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("relation: leads", "relation: laeds", 1, "relation 'laeds' is not known; did you mean leads?"),
        ("relation: leads", "relation: teams", 1, "the suite of teams must be called teams.yml"),
        ("relation: leads\n", "", 1, "a suite needs `relation:`"),
        ("severity: critical", "severity: critcal", 8, "severity 'critcal' is not known; did you mean critical?"),
        ("    severity: critical\n", "", 4, "a rule needs `severity:`"),
        ("kwargs:", "kwarg:", 6, "'kwarg' is not a key of a rule; did you mean kwargs?"),
        ("rule: created", "rule: Created-", 4, "cannot name a rule"),
        ("unexpected_rows_query: select lead_id from {batch}", "column: lead_scor", 7, "leads has no column 'lead_scor'; did you mean lead_score?"),
        ("critical: 1 %", "critical: many", 9, "'many' is not a share of rows; write it as `2 %`"),
        ("critical: 1 %", "critical: 300 %", 9, "is not a share of rows"),
        ("warning: 0 %", "warning: 5 %", 9, "a worse level must allow more rows"),
        (", critical: 1 %", "", 9, "the worst level of tolerance is warning, but severity says critical"),
        (", called: dated leads", "", 10, "among needs `called:`"),
        ("why: It cannot\n      be so.", "why: ''", 11, "why needs some text"),
        ("    why: It", "    touches: [leds]\n    why: It", 11, "there is no table 'leds'; did you mean leads?"),
        ("    why: It", "    touches: [leads.lead_scored]\n    why: It", 11, "leads has no column 'lead_scored'; did you mean lead_score?"),
        ("    why: It", "    layer: stagin\n    why: It", 11, "layer 'stagin' is not known; did you mean staging?"),
        ("    why: It", "    severity: info\n    why: It", 11, "'severity' is given twice"),
        ("    why: It", "   why: It", 11, "not valid YAML"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_line_and_nearest_name(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD
    with pytest.raises(UsageError) as failure:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert f"checks/leads.yml, line {line}: " in str(failure.value)
    assert words in str(failure.value)


def test_an_empty_suite_and_one_that_is_no_text_say_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"leads\.yml, line 1: the file is empty"):
        read(tmp_path, "")
    (tmp_path / "leads.yml").write_bytes(b"relation: \xff\xfe")
    with pytest.raises(UsageError, match=r"leads\.yml, line 1: not readable text"):
        suites.read(tmp_path / "leads.yml", COLUMNS)


def test_the_same_rule_twice_names_both_places(tmp_path: Path) -> None:
    again = GOOD.split("rules:\n")[1]
    (tmp_path / "leads.yml").write_text(GOOD + again, encoding="utf-8")
    with pytest.raises(
        UsageError, match=r"leads\.yml, line 13: .* stands already at checks/leads\.yml, line 4"
    ):
        suites.read_all(tmp_path, COLUMNS)


def test_a_folder_without_suites_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no suite"):
        suites.read_all(tmp_path, COLUMNS)


def test_every_canonical_table_and_output_has_a_suite() -> None:
    tables = contract.tables(PROJECT)
    rules = suites.read_all(PROJECT / "checks", {name: table.column_names for name, table in tables.items()})
    assert {rule.relation for rule in rules} == {*tables, *OUTPUTS, EVERY_TABLE}


def test_a_relations_own_rule_replaces_the_one_of_every_table() -> None:
    tables = contract.tables(PROJECT)
    rules = suites.read_all(PROJECT / "checks", {name: table.column_names for name, table in tables.items()})
    expanded = expand(rules, tables)
    named = [rule for rule in expanded if rule.check == "teams.function_is_known"]
    assert [rule.file.name for rule in named] == ["teams.yml"]
    assert len({rule.check for rule in expanded}) == len(expanded)
    assert "opportunities.key_is_unique" in {rule.check for rule in expanded}
    assert "leads.lead_class_is_known" in {rule.check for rule in expanded}


def test_every_check_has_a_reason_under_its_own_name() -> None:
    why = checks.reasons(PROJECT)
    assert why["leads.lead_class_is_known"].startswith("A code we do not know")
    assert why["alignment_index.index_recomputes_from_stored_scores"]
    assert all(why.values())

"""What mapping.yml says of a company's own fields, values and spellings is what staging hands on."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from scorecard import build, dbt, settings
from scorecard.progress import Progress
from tests import figures

MAPPING = """
csv:
  fields: {leads: {handed_off_at: mql_when}}
  lead_status: {accepted: [Working - Contacted]}
  reason: {not_ready_timing: Next year}
  stage: {won: [Gewonnen], lost: [Verloren]}
  activity_type: {call: Anruf}
  automated: {automated: [Sequenz], human: [Von Hand]}
spelling: {product_id: {GTX Pro: [GTXPro]}, lead_source: {google: [Google]}}
"""
LEAD = {"created_at": "2026-01-02", "mql_when": "2026-01-03 10:00:00"}
DEAL = {"amount": 5, "close_date": "2026-03-01", "created_at": "2026-01-20"}
TABLES = {
    "leads": [{"lead_id": "L1", "lead_source": "Google", **LEAD}, {"lead_id": "L2", "lead_source": "Web", **LEAD}],
    "lead_status_events": [
        {"event_id": "E1", "lead_id": "L1", "changed_at": "2026-01-05", "to_status": "working - contacted", "reason_code": "Next year"},
        {"event_id": "E2", "lead_id": "L2", "changed_at": "2026-01-05", "to_status": "rejected"},
    ],
    "opportunities": [
        {"opportunity_id": "O1", "product_id": "GTXPro", "stage": "Gewonnen", **DEAL},
        {"opportunity_id": "O2", "product_id": "GTX Pro", "stage": "Verloren", **DEAL},
        {"opportunity_id": "O3", "product_id": "MG", "stage": "Angebot", **DEAL},
    ],
    "sales_activities": [
        {"activity_id": "A1", "activity_type": "Anruf", "is_automated": "Sequenz", "occurred_at": "2026-01-04 10:00:00"},
        {"activity_id": "A2", "activity_type": "email", "is_automated": "von hand", "occurred_at": "2026-01-04 10:00:00"},
        {"activity_id": "A3", "activity_type": "task", "is_automated": "no", "occurred_at": "2026-01-04 10:00:00"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> figures.Figures:
    home: Path = tmp_path_factory.mktemp("mapped")
    figures.write(TABLES, home / "data" / "csv")
    (home / "data" / "mapping.yml").write_text(MAPPING, encoding="utf-8")
    chosen = settings.make(
        project=figures.PROJECT,
        data=home / "data",
        target=home / "target",
        as_of="2026-06-01",
        environment={},
    )
    progress = Progress(stream=StringIO())
    loaded = build.load(chosen, progress)
    with progress.step("staging") as step:
        dbt.run(
            loaded,
            step,
            select=["stg_own__meanings", *(f"stg_csv__{table}" for table in TABLES)],
            extra=("--exclude-resource-type", "test", "unit_test"),
        )
    return figures.Figures(loaded, refusal="")


@pytest.mark.parametrize(
    ("table", "columns", "expected"),
    [
        ("leads", "lead_source, handed_off_at is not null", [("Web", True), ("google", True)]),
        (
            "lead_status_events",
            "to_status, reason_code",
            [("accepted", "not_ready_timing"), ("rejected", None)],
        ),
        (
            "opportunities",
            "product_id, stage, is_won, is_closed",
            [
                ("GTX Pro", "Gewonnen", True, True),
                ("GTX Pro", "Verloren", False, True),
                ("MG", "Angebot", None, None),
            ],
        ),
        (
            "sales_activities",
            "activity_type, is_automated",
            [("call", True), ("email", False), ("task", False)],
        ),
    ],
)
def test_staging_hands_on_what_the_mapping_says_and_leaves_the_rest_as_it_is(
    staged, table, columns, expected
):
    rows = staged.warehouse(
        f"select {columns} from staging.stg_csv__{table} where _set_aside_reason is null order by all"
    )
    assert [tuple(row.values()) for row in rows] == expected

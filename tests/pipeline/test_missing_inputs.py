"""What is not in the data makes exactly the metrics that need it not measured, and never a zero.

Several things are left out of one build where the metrics that need them differ; each reason must name what its own
metric lacks.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scorecard import demo
from tests import figures
from tests.figures import Figures

AS_OF = "2026-10-01"


@dataclass(frozen=True)
class Scenario:
    """Tables and columns left out, and what each of the watched metrics lacks then."""

    tables: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lacking: Mapping[str, str] = field(default_factory=dict)


WATCHED_METRICS = (
    "lead_follow_up_rate",
    "lead_acceptance_rate",
    "speed_to_lead_median_hours",
    "score_disposition_kappa",
    "lead_score_auc",
    "double_claimed_revenue_rate",
    "price_realization_rate",
    "quarter_end_bookings_index",
    "late_quarter_discount_premium",
    "shared_goal_overlap",
    "feedback_coverage_rate",
    "win_rate",
    "sales_cycle_median_days",
    "aligned_win_rate_uplift",
    "aligned_value_uplift",
)

SCENARIOS = {
    "nothing": Scenario(),
    # tables no watched metric needs are left out too: they must change nothing
    "answers": Scenario(
        tables=(
            "lead_status_events",
            "goals",
            "concessions",
            "control_totals",
            "quotas",
            "sla_rules",
            "campaign_spend",
            "opportunity_history",
            "touchpoints",
        ),
        columns={"opportunities": ("marketing_claimed_source",), "leads": ("lead_score",)},
        lacking={
            "lead_acceptance_rate": "lead_status_events.to_status",
            "score_disposition_kappa": "lead_status_events.to_status",
            "feedback_coverage_rate": "lead_status_events.reason_code",
            "aligned_win_rate_uplift": "lead_status_events.reason_code",
            "aligned_value_uplift": "lead_status_events.reason_code",
            "shared_goal_overlap": "goals.weight",
            "double_claimed_revenue_rate": "opportunities.marketing_claimed_source",
            "lead_score_auc": "leads.lead_score",
        },
    ),
    "work": Scenario(
        tables=("sales_activities", "opportunity_line_items", "products"),
        columns={"opportunities": ("list_amount", "created_at"), "leads": ("lead_score_band",)},
        lacking={
            "lead_follow_up_rate": "sales_activities.occurred_at",
            "speed_to_lead_median_hours": "sales_activities.occurred_at",
            "aligned_win_rate_uplift": "sales_activities.occurred_at",
            "aligned_value_uplift": "sales_activities.occurred_at",
            "score_disposition_kappa": "leads.lead_score_band",
            "price_realization_rate": "opportunities.list_amount",
            "late_quarter_discount_premium": "opportunities.list_amount",
            "win_rate": "opportunities.created_at",
            "sales_cycle_median_days": "opportunities.created_at",
        },
    ),
    "deals": Scenario(
        tables=("opportunities", "opportunity_history", "opportunity_line_items", "concessions"),
        lacking={
            "double_claimed_revenue_rate": "opportunities.amount",
            "price_realization_rate": "opportunities.amount",
            "late_quarter_discount_premium": "opportunities.amount",
            "quarter_end_bookings_index": "opportunities.amount",
            "win_rate": "opportunities.created_at",
            "aligned_win_rate_uplift": "opportunities.is_won",
            "aligned_value_uplift": "opportunities.amount",
            "sales_cycle_median_days": "opportunities.created_at",
        },
    ),
}


# Which columns written definitions ask for is data itself: companions say that nobody fills them.
WHY_DEFINITIONS_SAY_NOTHING = ("not_measured", "definitions_name_unfilled_columns", "not_evaluable_share")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    """Every scenario built from the same small demo company."""
    whole = tmp_path_factory.mktemp("whole") / "demo"
    demo.generate(whole, leads=2_000, months=18)
    return {
        name: _make(whole, scenario, tmp_path_factory.mktemp(name)) for name, scenario in SCENARIOS.items()
    }


@pytest.mark.parametrize("name", SCENARIOS)
def test_exactly_the_metrics_that_need_it_are_not_measured(name: str, made: dict[str, Figures]) -> None:
    rows = _not_measured(made[name])
    unmeasured = {row["metric"] for row in rows} & set(WATCHED_METRICS)
    assert unmeasured == set(SCENARIOS[name].lacking)


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_says_what_is_missing_and_what_to_add(name: str, made: dict[str, Figures]) -> None:
    reasons = {row["metric"]: row["status_reason"] for row in _not_measured(made[name])}
    for metric, missing in SCENARIOS[name].lacking.items():
        said, _, advice = reasons[metric].partition(". ")
        assert said.startswith("not in the data: ")
        assert missing in said
        assert advice.endswith(".")


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_not_measured_has_no_figure_at_all(name: str, made: dict[str, Figures]) -> None:
    rows = _not_measured(made[name])
    figures_shown = {
        (row["metric"], column): row[column]
        for row in rows
        for column in ("value", "ci_low", "ci_high", "numerator", "denominator", "score", "last_value")
        if row[column] is not None
    }
    assert figures_shown == {}
    companions = made[name].query("select distinct metric, detail from metric_details")
    withheld = {row["metric"] for row in rows}
    shown = {(row["metric"], row["detail"]) for row in companions if row["metric"] in withheld}
    assert shown <= {("lead_definition_conformance_rate", detail) for detail in WHY_DEFINITIONS_SAY_NOTHING}


@pytest.mark.parametrize("name", [name for name, scenario in SCENARIOS.items() if scenario.lacking])
def test_coverage_falls_by_the_weight_of_what_is_not_measured(name: str, made: dict[str, Figures]) -> None:
    whole, part = _coverage(made["nothing"]), _coverage(made[name])
    gone = {row["metric"] for row in _not_measured(made[name])} - {
        row["metric"] for row in _not_measured(made["nothing"])
    }
    dimensions = {
        row["dimension"]
        for row in made[name].query(
            "select distinct metric, dimension, role from metric_values where role = 'scored'"
        )
        if row["metric"] in gone
    }
    assert dimensions
    for dimension in dimensions:
        assert part[dimension] < whole[dimension]
    for dimension in set(whole) - dimensions:
        assert part[dimension] == pytest.approx(whole[dimension])


def test_without_activities_no_lead_is_called_unworked(made: dict[str, Figures]) -> None:
    ledger = {row["outcome"] for row in made["work"].query("select distinct outcome from handoff_ledger")}
    assert not ledger & {"never assigned", "assigned, never touched", "worked, not decided"}
    causes = {row["cause"] for row in made["work"].query("select distinct cause from misalignment_cost")}
    assert not causes & {"unworked_leads", "slow_response"}


def test_without_concessions_no_pocket_price_is_shown(made: dict[str, Figures]) -> None:
    shown = made["answers"].query(
        "select distinct detail, category from metric_details where metric = 'price_realization_rate'"
    )
    assert ("waterfall", "invoice") in {(row["detail"], row["category"]) for row in shown}
    assert not {row["detail"] for row in shown} & {"pocket_price_realization", "concession_amount"}
    assert "pocket" not in {row["category"] for row in shown}


def _not_measured(made: Figures) -> list[dict[str, Any]]:
    return made.query("select * from metric_values where status = 'not_measured'")


def _coverage(made: Figures) -> dict[str, float]:
    """Each dimension's coverage in the newest closed quarter."""
    return {
        row["dimension"]: row["coverage"]
        for row in made.query(
            "select dimension, coverage from dimension_scores where segment_by = 'all' "
            "and period_start = (select max(period_start) from dimension_scores)"
        )
    }


def _make(whole: Path, scenario: Scenario, home: Path) -> Figures:
    data = home / "data" / "csv"
    data.mkdir(parents=True)
    for path in sorted(whole.glob("*.csv")):
        if path.stem not in scenario.tables:
            _copy(path, data / path.name, scenario.columns.get(path.stem, ()))
    return figures.make(home / "data", home, AS_OF)


def _copy(source: Path, target: Path, without: tuple[str, ...]) -> None:
    with (
        source.open(encoding="utf-8", newline="") as old,
        target.open("w", encoding="utf-8", newline="") as new,
    ):
        reader = csv.DictReader(old)
        names = [name for name in reader.fieldnames or [] if name not in without]
        writer = csv.DictWriter(new, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(reader)

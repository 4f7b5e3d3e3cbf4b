"""Statuses, scores and the index of the published examples come out of the models, as compiled for a build."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from tests.figures import Figures
from tests.oracles import bench, index_tables
from tests.oracles.index_tables import COMPANY, PERIODS, anchors, catalogued
from tests.oracles.published import Oracle, differences
from tests.oracles.readings import Z_95

pytestmark = pytest.mark.requires("shared")


def test_the_worst_of_several_statuses_wins_and_hides_the_value(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle = oracles["metric_status_1"]
    cases = {f"case_{position}": case for position, case in enumerate(oracle.input["cases"])}
    scores = bench.run(
        made["quarter"],
        ["metric_scores"],
        {
            "scorecard.periods": PERIODS,
            "scorecard.metric_catalog": [
                catalogued(name, minimum_sample=case["min_n"]) for name, case in cases.items()
            ],
            "scorecard.metric_values": [
                {**COMPANY, "metric": name, "value": 0.5, "sample_size": case["n"], "pending": 0}
                for name, case in cases.items()
            ],
            "scorecard.metric_inputs": [
                {"metric": name, "is_measurable": case["inputs_present"], "missing": "a table"}
                for name, case in cases.items()
            ],
            "scorecard.metric_verdicts": [
                {
                    "metric": name,
                    "has_critical": int(case["critical_failed"]),
                    "has_warning": int(case["warning_failed"]),
                    "critical_words": "a check" if case["critical_failed"] else None,
                    "warning_words": "a check" if case["warning_failed"] else None,
                }
                for name, case in cases.items()
            ],
        },
    )["metric_scores"]
    by_metric = {row["metric"]: row for row in scores}
    found = {
        "status": [by_metric[name]["status"] for name in cases],
        "value_is_null": [by_metric[name]["value"] is None for name in cases],
    }
    assert found == dict(oracle.expected)
    assert all(row["status_reason"] for row in scores if row["status"] != "measured")


def test_scores_run_straight_between_the_anchors_in_both_directions(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle = oracles["score_function_1"]
    cases = {f"case_{position}": case for position, case in enumerate(oracle.input["cases"])}
    scores = bench.run(
        made["quarter"],
        ["metric_scores"],
        {
            "scorecard.periods": PERIODS,
            "scorecard.metric_catalog": [catalogued(name, **anchors(case)) for name, case in cases.items()],
            "scorecard.metric_values": [
                {**COMPANY, "metric": name, "value": case["value"], "sample_size": 100, "pending": 0}
                for name, case in cases.items()
            ],
        },
    )["metric_scores"]
    by_metric = {row["metric"]: row["score"] for row in scores}
    found = [by_metric[name] for name in cases]
    assert not differences(found, oracle.expected["score"], oracle.tolerance)


def test_the_index_of_seven_dimensions_is_the_published_one(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle = oracles["alignment_index_1"]
    rows = bench.run(
        made["quarter"],
        [
            "dimension_weights",
            "metric_scores",
            "int_dimensions_averaged",
            "dimension_scores",
            "alignment_index",
        ],
        index_tables.given(oracle),
    )
    assert not differences(_as_published(rows), dict(oracle.expected), oracle.tolerance)


def test_t_quantiles_of_the_seed_are_those_of_any_t_table(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle = oracles["t_quantile_seed"]
    seed = {
        row["degrees_of_freedom"]: row["t_95"]
        for row in made["quarter"].warehouse("select degrees_of_freedom, t_95 from seeds.t_quantiles")
    }
    found = [{"df": row["df"], "t": seed[row["df"]]} for row in oracle.input["df"]]
    assert not differences(found, oracle.expected["rows"], oracle.tolerance)


def _as_published(rows: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The models' rows under the oracle's names; what is an interval there is turned back into its standard error."""
    (index,) = rows["alignment_index"]
    dimensions = {row["dimension"]: row for row in rows["dimension_scores"]}
    averaged = {row["dimension"]: row for row in rows["int_dimensions_averaged"]}
    scores = {row["metric"]: row["score"] for row in rows["metric_scores"]}
    return {
        "metric_scores": {metric: score for metric, score in scores.items() if score is not None},
        "dimension_scores": {name: row["score"] for name, row in dimensions.items()},
        "dimension_coverage": {name: row["coverage"] for name, row in dimensions.items()},
        "dimension_se": {name: row["mean_error"] for name, row in averaged.items()},
        "index_geometric": index["score"],
        "index_arithmetic": index["arithmetic"],
        "min_dimension": index["min_dimension"],
        "index_log_se": math.log(index["ci_high"] / index["ci_low"]) / (2 * Z_95),
        "ci_low": index["ci_low"],
        "ci_high": index["ci_high"],
        "weight_sensitivity_log_sd_kappa50": math.log(index["weight_high"] / index["weight_low"])
        / (2 * Z_95),
        "weight_interval_low": index["weight_low"],
        "weight_interval_high": index["weight_high"],
        "bound_if_missing_scored_0": index["bound_low"],
        "bound_if_missing_scored_100": index["bound_high"],
        "tier": index["tier"],
    }

"""Rows of the warehouse that make an index of given metrics: their catalogue, values, inputs and the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.figures import Record
from tests.oracles.published import Oracle
from tests.oracles.readings import Z_95

ANCHORS = ("floor", "red", "target", "stretch")
QUARTER = {"period_grain": "quarter", "period_start": date(2025, 1, 1)}
COMPANY = {**QUARTER, "segment_by": "all", "segment": "all"}
PERIODS = [
    {
        **QUARTER,
        "period_end": date(2025, 3, 31),
        "is_closed": True,
        "is_partly_covered": False,
        "period_label": "Q1",
    }
]


def given(oracle: Oracle) -> dict[str, Sequence[Record]]:
    """Relations and rows from which the models make the index of an oracle's metrics."""
    metrics = oracle.input["metrics"]
    weights: dict[str, float] = {}
    for metric in metrics:
        weights[metric["dimension"]] = weights.get(metric["dimension"], 0) + metric["weight"]
    return {
        "scorecard.periods": PERIODS,
        "seeds.dimensions": [
            {"dimension": dimension, "planned_weight": weight} for dimension, weight in weights.items()
        ],
        "scorecard.metric_catalog": [
            catalogued(metric["metric"], metric["dimension"], weight=metric["weight"], **anchors(metric))
            for metric in metrics
        ],
        "scorecard.metric_values": [
            {
                **COMPANY,
                "metric": metric["metric"],
                "value": metric["value"],
                "ci_low": metric["value"] - Z_95 * metric["se"],
                "ci_high": metric["value"] + Z_95 * metric["se"],
                "sample_size": 100,
                "pending": 0,
            }
            for metric in metrics
            if metric["value"] is not None
        ],
        "scorecard.metric_inputs": [
            {"metric": metric["metric"], "is_measurable": metric["value"] is not None, "missing": "a table"}
            for metric in metrics
        ],
    }


def catalogued(metric: str, dimension: str = "goals", **more: Any) -> Record:
    """A scored metric as the catalogue has it."""
    return {
        "metric": metric,
        "dimension": dimension,
        "role": "scored",
        "score_on": "value",
        "grain_list": ",quarter,",
        "sample_unit": "records",
        "unlock": "",
        "minimum_sample": 1,
        **more,
    }


def anchors(case: Mapping[str, Any]) -> dict[str, float]:
    """A case's four anchors under the catalogue's names."""
    return {f"{anchor}_anchor": float(case[anchor]) for anchor in ANCHORS}

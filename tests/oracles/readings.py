"""Where an expected figure is published: a column of a metric's row, a companion figure, or worked out from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.figures import Figures

Z_95 = 1.959963984540054
NOT_YET = "a figure of a metric that is not in the catalogue yet: "


@dataclass(frozen=True)
class Slice:
    """The rows of one oracle in one build's result files."""

    figures: Figures
    region: str
    period_grain: str
    period_start: date

    def figure(self, metric: str, column: str, region: str = "") -> Any:
        """A column of the metric's row for this oracle's region (with `region` appended)."""
        return self._one(
            f"select {column} as found from metric_values where metric = ?",
            [metric],
            f"{metric}.{column}",
            region,
        )

    def companion(self, metric: str, detail: str, category: str | None = None, region: str = "") -> Any:
        """A companion figure of the metric."""
        return self._one(
            "select value as found from metric_details "
            "where metric = ? and detail = ? and category is not distinct from ?",
            [metric, detail, category],
            f"{metric} {detail} {category or ''}",
            region,
        )

    def company(self, metric: str, column: str) -> Any:
        """A column of the metric's row for the whole company."""
        return self._one(
            f"select {column} as found from metric_values where metric = ?",
            [metric],
            metric,
            segment_by="all",
        )

    def company_companion(self, metric: str, detail: str, category: str | None = None) -> Any:
        """A companion figure of the metric for the whole company."""
        return self._one(
            "select value as found from metric_details "
            "where metric = ? and detail = ? and category is not distinct from ?",
            [metric, detail, category],
            f"{metric} {detail} {category or ''}",
            segment_by="all",
        )

    def _one(
        self,
        select: str,
        parameters: Sequence[object],
        what: str,
        region: str = "",
        segment_by: str = "region",
    ) -> Any:
        segment = "all" if segment_by == "all" else self.region + region
        rows = self.figures.query(
            f"{select} and period_grain = ? and period_start = ? and segment_by = ? and segment = ?",
            [*parameters, self.period_grain, self.period_start, segment_by, segment],
        )
        assert len(rows) == 1, (
            f"{what}: {len(rows)} rows for {segment} in the {self.period_grain} from {self.period_start}"
        )
        return rows[0]["found"]


Reading = Callable[[Slice], Any]


@dataclass(frozen=True)
class Plan:
    """How one oracle's expected keys are found: `readings` by key; `contrasts` are wrong or naive answers given only to
    be told apart; `unpublished` keys have no place in the result files, each with the reason.
    """

    readings: Mapping[str, Reading]
    contrasts: Mapping[str, str] = field(default_factory=dict)
    unpublished: Mapping[str, str] = field(default_factory=dict)


def not_yet(metric: str, *keys: str) -> dict[str, str]:
    """Keys that belong to a metric which is not in the catalogue; once it is, they must be read."""
    return dict.fromkeys(keys, f"{NOT_YET}{metric}")


def column(metric: str, name: str, region: str = "") -> Reading:
    """A column of the metric's own row."""
    return lambda rows: rows.figure(metric, name, region)


def interval(metric: str, region: str = "") -> Reading:
    """Both limits, as a list."""
    return lambda rows: [rows.figure(metric, "ci_low", region), rows.figure(metric, "ci_high", region)]


def companion(metric: str, detail: str, category: str | None = None, region: str = "") -> Reading:
    """A companion figure."""
    return lambda rows: rows.companion(metric, detail, category, region)


def standard_error(metric: str) -> Reading:
    """The standard error a normal interval was made of."""
    return lambda rows: (rows.figure(metric, "ci_high") - rows.figure(metric, "ci_low")) / (2 * Z_95)


def logit_standard_error(metric: str) -> Reading:
    """The standard error an interval on the logit scale was made of."""

    def read(rows: Slice) -> float:
        value = rows.figure(metric, "value")
        low, high = (rows.figure(metric, name) for name in ("ci_low", "ci_high"))
        width = math.log(high / (1 - high)) - math.log(low / (1 - low))
        return float(width / (2 * Z_95) * value * (1 - value))

    return read


def survival_at(metric: str, time: float, name: str = "") -> Reading:
    """Survival at a time, from the region whose hours were stretched so that the time is 24 h."""
    return lambda rows: 1 - rows.companion(metric, "contacted_within_hours", "24", f"{name} at {time:g}")

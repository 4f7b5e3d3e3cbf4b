"""Companion figures of one metric in one period, looked up by name and category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scorecard.pages.context import Context
from scorecard.pages.published import Detail, Period


@dataclass(frozen=True)
class Found:
    """The company's companion figures; what is not known is None."""

    rows: Mapping[tuple[str, str | None], Detail]

    def value(self, detail: str, category: str | None = None) -> float | None:
        row = self.rows.get((detail, category))
        return row.value if row is not None else None

    def sample(self, detail: str, category: str | None = None) -> float | None:
        row = self.rows.get((detail, category))
        return row.sample_size if row is not None else None

    def of(self, detail: str) -> dict[str, float]:
        """Every category of a figure with its value, in the results' order."""
        return {
            row.category: row.value
            for (name, _), row in self.rows.items()
            if name == detail and row.category is not None and row.value is not None
        }


def found(ctx: Context, metric: str, period: Period) -> Found:
    """The companion figures of `metric` in `period` for the whole company."""
    return Found(
        {
            (row.detail, row.category): row
            for row in ctx.beside(metric, period.period_grain, period.period_start)
        }
    )

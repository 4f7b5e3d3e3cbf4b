"""Facts by what they are figures of, and what things are called."""

from __future__ import annotations

import html
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from scorecard.pages.context import Context
from scorecard.pages.trends import short_period

About = tuple[tuple[str, str], ...]
CLASSES = ("metric", "period", "segment", "dimension", "campaign", "category")


def rows(results: Path, name: str) -> list[dict[str, Any]]:
    """The rows of one result file; none where there is no such file."""
    path = results / f"{name}.parquet"
    if not path.is_file():
        return []
    relation = duckdb.sql(f"select * from '{path}'")
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def squeezed(text: str) -> str:
    """As pages are compared: one kind of space, small letters."""
    return " ".join(html.unescape(text).split()).lower()


class Book:
    """Every phrase a page may print, by what it is about, and the names things go by."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.phrases: dict[About, set[str]] = defaultdict(set)
        self.always: set[str] = set()
        self.labels: dict[str, dict[str, str]] = {name: {} for name in CLASSES}
        self.metrics = {metric.id: metric for metric in ctx.registry.metrics}
        self._name_things()

    def _name_things(self) -> None:
        for metric in self.ctx.registry.metrics:
            self.labels["metric"][squeezed(metric.label)] = metric.id
        for dimension in self.ctx.registry.dimensions:
            self.labels["dimension"][squeezed(dimension.label)] = dimension.id
        self.labels["dimension"]["index"] = "index"
        for grain in ("month", "quarter", "trailing"):
            for period in self.ctx.periods(grain):
                key = f"{grain} {period.period_start}"
                for name in {period.period_label, period.name}:
                    self.labels["period"][squeezed(name)] = key
                    self.always.add(squeezed(name))
                self.always.add(squeezed(short_period(period.period_label)))

    def about(self, **named: str | None) -> About:
        return tuple((name, value) for name in CLASSES if (value := named.get(name)) is not None)

    def called(self, *names: str) -> str:
        """A category by all its names, each of which a page may use."""
        keys = [squeezed(name) for name in names]
        self.labels["category"].update({key: key for key in keys})
        return f"|{'|'.join(keys)}|"

    def add(self, about: About, *texts: str) -> None:
        self.phrases[about].update(squeezed(text) for text in texts if any(c.isdigit() for c in text))

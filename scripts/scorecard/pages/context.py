"""What every page is rendered from: settings, registry and results, with the look-ups pages share.

Look-ups only find and compare; amounts and rates are taken as the results give them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from scorecard.pages import formats, styles
from scorecard.pages.published import (
    ALL,
    Check,
    Contribution,
    Detail,
    Index,
    MetricValue,
    Period,
    Results,
    texts,
)
from scorecard.registry import Metric, Registry
from scorecard.sentences import Figure, is_significant

STATUS_OF_SCORE = ((70.0, "good"), (40.0, "watch"), (0.0, "act"))
WORDS = {
    "good": "On target",
    "watch": "Watch",
    "act": "Act",
    "none": "Not measured",
    "plain": "Shown, not judged",
}

SEGMENT_WORDS = {
    "region": "region",
    "segment": "market segment",
    "channel": "channel",
    "team": "team",
    "product_family": "product family",
}


@dataclass(frozen=True)
class Nowcast:
    """Where a cohort that is still maturing is heading, with its 95 % interval, in the metric's unit."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Context:
    """One build as the pages see it."""

    company: str
    currency: str
    symbol: str | None
    is_demo: bool
    as_of: datetime
    published: datetime
    registry: Registry
    results: Results
    vars: Mapping[str, Any]
    quarter: Period
    before: Period | None
    _by_series: Mapping[tuple[str, str, str, str], tuple[MetricValue, ...]] = field(
        repr=False, default_factory=dict
    )
    _periods: Mapping[tuple[str, date], Period] = field(repr=False, default_factory=dict)
    _nowcasts: Mapping[tuple[str, str, str, str], tuple[Detail, ...]] = field(
        repr=False, default_factory=dict
    )
    _cuts: Mapping[tuple[str, str, date], tuple[MetricValue, ...]] = field(repr=False, default_factory=dict)
    _beside: Mapping[tuple[str, str, date], tuple[Detail, ...]] = field(repr=False, default_factory=dict)
    _checks: Mapping[str, tuple[Check, ...]] = field(repr=False, default_factory=dict)
    _moves: Mapping[tuple[str, date, str, str], bool] = field(repr=False, default_factory=dict)
    _unreached: frozenset[tuple[str, str, date, str, str]] = field(repr=False, default=frozenset())

    @property
    def site_url(self) -> str:
        """Where the site is published, ending in a slash; empty while that is not configured."""
        address = str(self.vars.get("site_url") or "").strip()
        return f"{address.rstrip('/')}/" if address else ""

    @property
    def rhythm_hours(self) -> float:
        """Hours after which a page has missed its promised replacement."""
        return float(self.vars.get("publish_rhythm_hours") or 30)

    def series(self, metric: str, grain: str, by: str = ALL, segment: str = ALL) -> tuple[MetricValue, ...]:
        """All periods of one metric and segment, oldest first."""
        return self._by_series.get((metric, grain, by, segment), ())

    def cuts(self, metric: str, grain: str, start: date) -> tuple[MetricValue, ...]:
        """One metric in one period, for every segment."""
        return self._cuts.get((metric, grain, start), ())

    def cut_by(self, by: str, segment: str) -> set[str]:
        """The metrics that are given for the segment in any period."""
        return {metric for metric, _, *where in self._by_series if where == [by, segment]}

    def value(
        self, metric: str, grain: str, start: date | None, by: str = ALL, segment: str = ALL
    ) -> MetricValue | None:
        """One period's row, or None when the results have none."""
        return next(
            (row for row in self.series(metric, grain, by, segment) if row.period_start == start), None
        )

    def nowcast(self, row: MetricValue) -> Nowcast | None:
        """Where a maturing figure is heading, once the records behind it are as many as the metric asks for."""
        metric = self.registry.metric(row.metric)
        if metric is None or row.status not in ("pending", "measured", "flagged"):
            return None
        ends = {
            one.detail: one
            for one in self._nowcasts.get((row.metric, row.period_grain, row.segment_by, row.segment), ())
            if one.period_start == row.period_start
        }
        headed = ends.get("nowcast")
        if headed is None or headed.value is None or (headed.sample_size or 0) < (metric.minimum_sample or 1):
            return None
        low, high = (ends[name].value if name in ends else None for name in ("nowcast_low", "nowcast_high"))
        return Nowcast(headed.value, low, high)

    def is_lower_bound(self, row: MetricValue) -> bool:
        """Whether the value is the longest time known of a median that fewer than half have reached."""
        key = (row.metric, row.period_grain, row.period_start, row.segment_by, row.segment)
        return key in self._unreached

    def beside(self, metric: str, grain: str, start: date) -> tuple[Detail, ...]:
        """The company's companion figures of one metric in one period that are known."""
        return self._beside.get((metric, grain, start), ())

    def detail(self, row: MetricValue, name: str) -> float | None:
        """A companion figure without categories that stands beside a metric's value for the company, or None."""
        if row.segment_by != ALL:
            return None
        beside = self.beside(row.metric, row.period_grain, row.period_start)
        return next((one.value for one in beside if (one.detail, one.category) == (name, None)), None)

    def period(self, grain: str, start: date) -> Period:
        """The period as the company names it; an unnamed one is called by its first day."""
        known = self._periods.get((grain, start))
        return known or Period(grain, start, start, formats.iso_day(start), True, None)

    def periods(self, grain: str) -> tuple[Period, ...]:
        """All periods of one grain, oldest first."""
        return tuple(period for (kind, _), period in sorted(self._periods.items()) if kind == grain)

    def index(self, start: date | None, by: str = ALL, segment: str = ALL) -> Index | None:
        """The index of one fiscal quarter."""
        return next(
            (
                row
                for row in self.results.index
                if (row.period_grain, row.period_start, row.segment_by, row.segment)
                == ("quarter", start, by, segment)
            ),
            None,
        )

    def show(self, metric: Metric, number: float) -> str:
        """A value of that metric with its unit."""
        return formats.value(number, metric.shown_as, self.currency, self.symbol)

    def tick(self, metric: Metric, number: float) -> str:
        """A value of that metric on an axis or beside a threshold."""
        return formats.tick(number, metric.shown_as, self.currency, self.symbol)

    def show_interval(self, metric: Metric, low: float | None, high: float | None) -> str:
        """A range of that metric's values with its unit."""
        return formats.interval(low, high, metric.shown_as, self.currency, self.symbol)

    def money(self, number: float) -> str:
        return formats.money(number, self.currency, self.symbol)

    def contributions(self) -> tuple[Contribution, ...]:
        """Every metric's part of the index's change into the quarter shown, for the whole company."""
        return tuple(
            row
            for row in self.results.contributions
            if row.segment_by == ALL and row.period_start == self.quarter.period_start
        )

    def dimension_points(self) -> list[tuple[str, float]]:
        """Each dimension's part of the index's change into the quarter shown, worst first."""
        into = [row for row in self.results.dimension_points if row[0] == self.quarter.period_start]
        return sorted(((dimension, points) for _, dimension, points in into), key=lambda row: row[1])

    def has_changed(self, metric: Metric, before: MetricValue | None, after: MetricValue | None) -> bool:
        """Whether the metric moved beyond noise; the results' own verdict where they give one."""
        if before is None or after is None:
            return False
        key = (metric.id, after.period_start, after.segment_by, after.segment)
        given = self._moves.get(key) if after.period_grain == "quarter" else None
        if given is not None:
            return given
        exact = metric.interval.lower().startswith("none")
        return is_significant(figure(before), figure(after), is_exact=exact)

    def checks_of(self, metric: str) -> tuple[Check, ...]:
        """The data checks whose verdict touches the metric, failing ones first."""
        return self._checks.get(metric, ())


def figure(row: MetricValue | None) -> Figure:
    """The row's value with its interval."""
    return Figure(None, None, None) if row is None else Figure(row.value, row.ci_low, row.ci_high)


def tint(score: float | None) -> str:
    """The status a score stands for: good, watch, act, or none without a score."""
    if not formats.known(score):
        return "none"
    return next((name for cut, name in STATUS_OF_SCORE if score >= cut), "act")


def make(
    *,
    registry: Registry,
    results: Results,
    variables: Mapping[str, Any],
    is_demo: bool,
    as_of: datetime | None,
    build_clock: datetime,
) -> Context:
    """Index the results and choose the fiscal quarter the scorecard is about."""
    by_series: dict[tuple[str, str, str, str], list[MetricValue]] = {}
    cuts: dict[tuple[str, str, date], list[MetricValue]] = {}
    for row in results.values:
        by_series.setdefault((row.metric, row.period_grain, row.segment_by, row.segment), []).append(row)
        cuts.setdefault((row.metric, row.period_grain, row.period_start), []).append(row)
    nowcasts: dict[tuple[str, str, str, str], list[Detail]] = {}
    beside: dict[tuple[str, str, date], list[Detail]] = {}
    unreached = set()
    for one in results.details:
        if one.segment_by == ALL and formats.known(one.value):
            beside.setdefault((one.metric, one.period_grain, one.period_start), []).append(one)
        if one.detail == "median_not_reached":
            unreached.add((one.metric, one.period_grain, one.period_start, one.segment_by, one.segment))
        if one.detail.startswith("nowcast"):
            nowcasts.setdefault((one.metric, one.period_grain, one.segment_by, one.segment), []).append(one)
    checks: dict[str, list[Check]] = {}
    for check in sorted(results.checks, key=lambda one: (bool(one.success), one.severity, one.check)):
        for metric in dict.fromkeys(texts(check.metrics)):
            checks.setdefault(metric, []).append(check)
    periods = {
        (period.period_grain, period.period_start): replace(period, period_label=in_language(period))
        for period in results.periods
    }
    quarter, before = _quarters(results, periods)
    currency = str(variables.get("reporting_currency") or "USD")
    symbol = variables.get("currency_symbol")
    return Context(
        company=str(variables.get("company_name") or "Your company"),
        currency=currency,
        symbol=str(symbol) if symbol else None,
        is_demo=is_demo,
        as_of=_instant(results.build.get("as_of")) or as_of or build_clock,
        published=_instant(results.build.get("build_clock")) or build_clock,
        registry=registry,
        results=results,
        vars=variables,
        quarter=quarter,
        before=before,
        _by_series={
            key: tuple(sorted(rows, key=lambda row: row.period_start)) for key, rows in by_series.items()
        },
        _periods=periods,
        _nowcasts={key: tuple(rows) for key, rows in nowcasts.items()},
        _unreached=frozenset(unreached),
        _cuts={key: tuple(rows) for key, rows in cuts.items()},
        _beside={key: tuple(rows) for key, rows in beside.items()},
        _checks={key: tuple(rows) for key, rows in checks.items()},
        _moves={
            (row.metric or "", row.period_start, row.segment_by or "", row.segment or ""): bool(
                row.significant
            )
            for row in results.changes
            if row.kind == "moved"
        },
    )


def _quarters(results: Results, periods: Mapping[tuple[str, date], Period]) -> tuple[Period, Period | None]:
    """The newest closed quarter with an index, else the newest closed one with any value, else the newest at all."""
    starts = sorted({row.period_start for row in results.values if row.period_grain == "quarter"})
    if not starts:
        unnamed = Period("quarter", date(1970, 1, 1), date(1970, 1, 1), "no quarter yet", False, None)
        return unnamed, None
    named = {start: periods.get(("quarter", start)) or _unnamed(start) for start in starts}
    closed = [start for start in starts if named[start].is_closed]
    scored = {row.period_start for row in results.index if row.segment_by == ALL and formats.known(row.score)}
    valued = {
        row.period_start for row in results.values if row.segment_by == ALL and formats.known(row.value)
    }
    for candidates in (
        [s for s in closed if s in scored],
        [s for s in closed if s in valued],
        closed,
        starts,
    ):
        if candidates:
            chosen = candidates[-1]
            earlier = [start for start in starts if start < chosen]
            return named[chosen], named[earlier[-1]] if earlier else None
    raise AssertionError("starts is not empty")


def in_language(period: Period) -> str:
    """The period's label with the months it names (`Sep 2026`, `Jul–Sep`, `4 Mar 2025`) in the language in use."""
    label = period.period_label
    for day in (period.period_start, period.period_end):
        english, own = styles.Style().month(day), styles.current().month(day)
        if own != english:
            label = re.sub(rf"\b{english}\b(?= \d{{4}}|{formats.EN_DASH}|\))", own, label)
    return label


def _unnamed(start: date) -> Period:
    return Period("quarter", start, start, f"quarter from {formats.iso_day(start)}", True, None)


def _instant(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

"""Companion figures of a metric, grouped, named and written with the unit their names tell."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from scorecard import charts
from scorecard.pages import formats
from scorecard.pages.context import Context
from scorecard.pages.published import ALL, Detail, Period
from scorecard.registry import Metric

NOWCAST = "nowcast"  # drawn in the trend, not listed
BY_DAY = "booked_on_day"
LONGEST_OPEN = 12  # longer groups are folded away

# The first pattern that a companion's name holds decides its unit.
UNITS = (
    (r"(^|_)ratio(_|$)|^e_value", "ratio"),
    (r"^smallest_change|^slope_(low|high)", "own"),
    (r"^(converted|expected)_among_worked|(?<!amount)_per_(lead|rep)$", "number"),
    (r"_(share|rate)$|^claimed_revenue$|turnover|^top_two|_rate_if_", "share"),
    (r"^has_|^joint_activities$|_not_ready$|_on_file$|_versions_of_", "count"),
    (r"^waterfall|amount|booked_on|spend|revenue$|_credit_", "currency"),
    (r"entropy_bits", "bits"),
    (r"_within_(hours|days)$", "share"),
    (r"premium|^quota_met", "fraction_points"),
    (r"(^|_)(index|uplift)$|observed_to_expected", "ratio"),
    (r"kappa|auc|distance|correlation|slope|delta|brier|error|gini|variation$", "kappa"),
    (r"^(function|item|other_item)_|_gap$|^self_rated", "points"),
    (r"_hours$", "hours"),
    (r"_days$", "days"),
    (
        r"share|weight|coverage|outcome|answer|family|discount|realization|worked|won_of|attainment|win_rate",
        "share",
    ),
)
COUNTED = r"below_minimum|_leads$|_grade$|_deals$|^posting_days$|_quarters$|owners_"
MEDIAN_NOT_REACHED = "median_not_reached"
VERDICT = "verdict"  # one of its categories holds 1: that is the finding


@dataclass(frozen=True)
class Line:
    """One figure: name, value and interval as printed, a bar where the group is comparable."""

    name: str
    value: str
    interval: str
    bar: charts.Bar | None


@dataclass(frozen=True)
class Group:
    """Companion figures that belong together; `title` is empty for single ones."""

    title: str
    lines: tuple[Line, ...]
    is_long: bool


@dataclass(frozen=True)
class Matrix:
    """How often each pair of grades occurs: `cells[row][column]` as (text, share of the largest)."""

    title: str
    names: tuple[str, ...]
    cells: tuple[tuple[tuple[str, float], ...], ...]


@dataclass(frozen=True)
class Column:
    """One day's bar: position, height and what it says."""

    bar: charts.Bar
    y: float
    height: float
    is_late: bool
    title: str


@dataclass(frozen=True)
class Days:
    """What was booked on each day of a quarter."""

    height: int
    columns: tuple[Column, ...]
    late_from: float
    ticks: tuple[charts.Tick, ...]
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Companions:
    """Everything that stands beside a metric's number in one period; `is_open` when its median was not reached."""

    groups: tuple[Group, ...]
    is_open: bool
    matrix: Matrix | None
    days: Days | None

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.is_open or self.matrix or self.days)


def companions(ctx: Context, metric: Metric, period: Period) -> Companions:
    """The company's companion figures in the period; those that take longer than the metric, in their newest one."""
    rows = [
        row
        for row in ctx.beside(metric.id, period.period_grain, period.period_start)
        if not row.detail.startswith(NOWCAST) and row.detail not in ctx.registry.flags
    ]
    ends = {(row.detail, row.category): row for row in rows}
    verdict = next((row.category for row in rows if row.detail == VERDICT and row.value == 1), None)
    grouped: dict[str, list[Detail]] = {}
    alone: list[Detail] = []
    for row in rows:
        if row.detail in (BY_DAY, MEDIAN_NOT_REACHED, VERDICT) or _is_pair(row) or _is_end(row, ends):
            continue
        if row.category and row.category != row.detail:
            grouped.setdefault(row.detail, []).append(row)
        else:
            alone.append(row)
    singles = [name for name, group in grouped.items() if len(group) == 1]
    groups = [
        _group(ctx, metric, name, group, ends) for name, group in grouped.items() if name not in singles
    ]
    lines = [Line("Verdict", formats.sentence(verdict).rstrip("."), "", None)] if verdict else []
    lines += [_line(ctx, metric, row, None, ends) for row in alone]
    lines += [_line(ctx, metric, row, None, ends) for name in singles for row in grouped[name]]
    lines += _matured_later(ctx, metric, period, {row.detail for row in rows})
    if lines:
        groups.append(Group("", tuple(lines), is_long=len(lines) > LONGEST_OPEN))
    return Companions(
        groups=tuple(groups),
        is_open=any(row.detail == MEDIAN_NOT_REACHED for row in rows),
        matrix=_matrix([row for row in rows if _is_pair(row)]),
        days=_days(ctx, [row for row in rows if row.detail == BY_DAY], period),
    )


def _matured_later(ctx: Context, metric: Metric, period: Period, shown: Collection[str]) -> list[Line]:
    """The figures whose records need more time than the metric's, each with the newest period before that has it."""
    lines = []
    for name in metric.matures_later:
        earlier = [
            row
            for row in ctx.results.details
            if row.metric == metric.id
            and row.detail == name
            and row.period_grain == period.period_grain
            and row.period_start < period.period_start
            and row.segment_by == ALL
            and formats.known(row.value)
        ]
        if name in shown or not earlier:
            continue
        newest = max(row.period_start for row in earlier)
        for row in (one for one in earlier if one.period_start == newest):
            line = _line(ctx, metric, row, None, {})
            when = ctx.period(period.period_grain, newest).name
            lines.append(replace(line, name=f"{line.name} ({when})"))
    return lines


def unit_of(metric: Metric, detail: str, value: float) -> str:
    """The unit a companion is written in, from its name; a number between 0 and 1 of a share metric is a share."""
    if (
        re.search(COUNTED, detail)
        and value == int(value)
        and (value == 0 or value > 1 or metric.unit != "share")
    ):
        return "count"
    for pattern, unit in UNITS:
        if re.search(pattern, detail):
            return metric.unit if unit == "hours" and metric.unit == "business_hours" else unit
    if metric.unit == "share" and 0 <= value <= 1:
        return "share"
    return "count" if value == int(value) else "number"


Ends = Mapping[tuple[str, str | None], Detail]


def _is_end(row: Detail, ends: Ends) -> bool:
    """Whether the row is the end of another's interval: `kappa_low` beside `kappa`."""
    stem = re.sub(r"_(low|high)$", "", row.detail)
    return stem != row.detail and (stem, row.category) in ends


def _interval(ctx: Context, metric: Metric, row: Detail, ends: Ends) -> str:
    low, high = (ends.get((f"{row.detail}_{end}", row.category)) for end in ("low", "high"))
    if low is None or high is None:
        return ""
    unit = unit_of(metric, row.detail, row.value or 0.0)
    return formats.interval(low.value, high.value, unit, ctx.currency, ctx.symbol)


def written(ctx: Context, metric: Metric, row: Detail) -> str:
    """The figure with its unit."""
    value = row.value or 0.0
    unit = unit_of(metric, row.detail, value)
    match unit:
        case "currency":
            return formats.money_full(value, ctx.currency, ctx.symbol)
        case "count":
            return formats.count(value)
        case "number":
            return formats.plain(value, 0 if value == int(value) else 1)
        case "own":
            return ctx.show(metric, value)
        case "bits":
            return f"{formats.plain(value, 2)}{formats.NBSP}bits"
        case _:
            return formats.value(value, unit, ctx.currency, ctx.symbol)


def words(name: str) -> str:
    """Identifiers as words, less a unit the value shows; other text as it is."""
    return (
        re.sub(r"_(days|hours|amount)$", "", name).replace("_", " ")
        if re.fullmatch(r"[a-z0-9_ ]+", name)
        else name
    )


def _name(row: Detail) -> str:
    within = re.search(r"_within_(hours|days)$", row.detail)
    if within and row.category:
        return f"within {formats.counted(float(row.category), within.group(1))}"
    if not row.category:
        return words(row.detail)
    return words(row.category)


def _full_name(row: Detail) -> str:
    """The name of a figure that stands alone: `closed within 90 days`."""
    within = re.search(r"_within_(hours|days)$", row.detail)
    if within and row.category:
        return f"{words(row.detail[: within.start()])} {_name(row)}"
    return f"{words(row.detail)}{', ' + words(row.category) if row.category else ''}"


def _line(ctx: Context, metric: Metric, row: Detail, scale: charts.Scale | None, ends: Ends) -> Line:
    name = _name(row) if scale else _full_name(row)
    return Line(
        formats.sentence(name).rstrip("."),
        written(ctx, metric, row),
        _interval(ctx, metric, row, ends),
        charts.Bar(0.0, scale(row.value or 0.0)) if scale else None,
    )


def _group(ctx: Context, metric: Metric, name: str, rows: list[Detail], ends: Ends) -> Group:
    scale = charts.Scale(0, max([abs(row.value or 0.0) for row in rows] + [1e-9]), 0, 100)
    ordered = (
        rows
        if re.search(r"_within_|^waterfall$", name)
        else sorted(rows, key=lambda row: -(row.value or 0.0))
    )
    title = re.sub(r"_within_(hours|days)$", "", name)
    lines = tuple(_line(ctx, metric, row, scale, ends) for row in ordered)
    return Group(formats.sentence(words(title)).rstrip("."), lines, is_long=len(rows) > LONGEST_OPEN)


def _is_pair(row: Detail) -> bool:
    return row.detail.endswith("_grade") and bool(row.category) and " and " in (row.category or "")


def _matrix(rows: list[Detail]) -> Matrix | None:
    if not rows:
        return None
    counts = {tuple((row.category or "").split(" and ", 1)): row.value or 0.0 for row in rows}
    names = tuple(sorted({name for pair in counts for name in pair}))
    top = max(counts.values()) or 1.0
    return Matrix(
        title="Marketing’s grade against sales’ grade, in leads",
        names=names,
        cells=tuple(
            tuple(
                (
                    formats.count(counts.get((first, second), 0.0)),
                    round(counts.get((first, second), 0.0) / top, 3),
                )
                for second in names
            )
            for first in names
        ),
    )


def _days(ctx: Context, rows: list[Detail], period: Period, height: int = 170) -> Days | None:
    known = {int(row.category): row for row in rows if row.category and row.category.isdigit()}
    if not known:
        return None
    length = (period.period_end - period.period_start).days + 1
    late = length - int(ctx.vars.get("late_window_days") or 10)
    y = charts.Scale(0, max(row.value or 0.0 for row in known.values()) or 1.0, height - 24.0, 8.0)
    slot = 100 / max(length, 1)
    columns = []
    for day, row in sorted(known.items()):
        top = y(row.value or 0.0)
        on = period.period_start + timedelta(days=day - 1)
        amount = formats.money_full(row.value or 0.0, ctx.currency, ctx.symbol)
        columns.append(
            Column(
                bar=charts.Bar(round((day - 1) * slot + slot * 0.12, 3), round(slot * 0.76, 3)),
                y=top,
                height=round(height - 24.0 - top, 2),
                is_late=day > late,
                title=f"{formats.iso_day(on)}: {amount}",
            )
        )
    ticks = tuple(charts.Tick(round((day - 0.5) * slot, 3), f"day {day}") for day in (1, 30, 60, length))
    return Days(
        height=height,
        columns=tuple(columns),
        late_from=round(late * slot, 3),
        ticks=ticks,
        rows=tuple(
            (
                formats.iso_day(period.period_start + timedelta(days=day - 1)),
                formats.money_full(row.value or 0.0, ctx.currency, ctx.symbol),
                formats.count(row.sample_size) if formats.known(row.sample_size) else "",
            )
            for day, row in sorted(known.items())
        ),
    )

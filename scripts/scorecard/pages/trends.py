"""Histories as chart points: which periods are measured, maturing or missing, and what each mark says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scorecard import charts
from scorecard.pages import formats
from scorecard.pages.context import Context, Nowcast
from scorecard.pages.published import ALL, DimensionScore, Index, MetricValue
from scorecard.registry import Metric
from scorecard.sentences import STATUS_WORDS

YOUNG_SHARE = 0.02  # a period with more than this share of its records too young is drawn as maturing


@dataclass(frozen=True)
class TrendView:
    """A chart with its data table: (period, value, interval, sample, note) as text."""

    id: str
    title: str
    description: str
    chart: charts.Trend
    rows: tuple[tuple[str, str, str, str, str], ...]


def state_of(ctx: Context, row: MetricValue) -> str:
    """measured, maturing (records or the period itself unfinished, a median not reached yet) or missing."""
    period = ctx.period(row.period_grain, row.period_start)
    if row.status == "pending" or (ctx.is_lower_bound(row) and formats.known(row.value)):
        return "maturing"
    if not formats.known(row.value):
        return "missing" if period.is_closed else "maturing"
    young = (row.pending or 0) / max((row.pending or 0) + (row.sample_size or 0), 1)
    return "measured" if period.is_closed and young <= YOUNG_SHARE else "maturing"


def metric_trend(
    ctx: Context, metric: Metric, grain: str, *, height: int = 260, labels: int = 8
) -> TrendView | None:
    """A metric's history for the whole company; None without any value."""
    rows = ctx.series(metric.id, grain)
    points = _points(ctx, metric, rows)
    while points and points[0].value is None and points[0].state == "missing":
        points, rows = points[1:], rows[1:]
    references = [
        (value, label, kind)
        for value, label, kind in (
            (metric.target, f"target {_short(ctx, metric, metric.target)}", "good"),
            (metric.red, f"red line {_short(ctx, metric, metric.red)}", "act"),
        )
        if value is not None
    ]
    limits: tuple[float | None, float | None] = (0.0, 1.0) if metric.unit == "share" else (None, None)
    if metric.unit in ("hours", "business_hours", "days", "index"):
        limits = (0.0, None)
    chart = charts.trend(
        points,
        height=height,
        references=references,
        tick_label=lambda value: ctx.tick(metric, value),
        limits=limits,
        labels=labels,
        steps=3 if height > 200 else 2,
    )
    if chart is None:
        return None
    known = [row for row in rows if formats.known(row.value) and not ctx.is_lower_bound(row)]
    span = "No period is old enough yet. "
    if known and known[0].value is not None and known[-1].value is not None:
        first, last = known[0], known[-1]
        span = (
            f"From {ctx.show(metric, known[0].value)} in {ctx.period(grain, first.period_start).period_label} to "
            f"{ctx.show(metric, known[-1].value)} in {ctx.period(grain, last.period_start).period_label}. "
        )
    return TrendView(
        id=f"trend-{grain}",
        title=f"{metric.label} by {grain}",
        description=f"{span}The band is the 95 % interval; hollow points and dashed lines are periods still maturing, "
        "shown where they are heading.",
        chart=chart,
        rows=tuple(_table_row(ctx, metric, row) for row in reversed(rows)),
    )


def _points(ctx: Context, metric: Metric, rows: Sequence[MetricValue]) -> list[charts.Point]:
    """The periods of a trend. A lower bound beneath the last median says nothing and has no mark."""
    points, reached = [], None
    for row in rows:
        point = _point(ctx, metric, row)
        if not ctx.is_lower_bound(row):
            reached = row.value if formats.known(row.value) else reached
        elif reached is not None and row.value is not None and row.value < reached:
            point = replace(point, value=None, low=None, high=None)
        points.append(point)
    return points


def _point(ctx: Context, metric: Metric, row: MetricValue) -> charts.Point:
    """A period of the trend; one still maturing stands where it is heading, not where its oldest records are."""
    period = ctx.period(row.period_grain, row.period_start)
    state = state_of(ctx, row)
    nowcast = ctx.nowcast(row) if state == "maturing" else None
    value, low, high = (
        (row.value, row.ci_low, row.ci_high)
        if nowcast is None
        else (nowcast.value, nowcast.low, nowcast.high)
    )
    title = period.period_label
    if nowcast is not None:
        title += f": {headed(ctx, metric, nowcast)}, still maturing"
    elif value is not None and formats.known(value):
        span = ctx.show_interval(metric, low, high)
        least = "at least " if ctx.is_lower_bound(row) else ""
        title += f": {least}{ctx.show(metric, value)}{f' ({span})' if span else ''}"
        title += ", still maturing" if state == "maturing" else ""
    return charts.Point(
        label=period.period_label,
        short=short_period(period.period_label),
        value=value if formats.known(value) else None,
        low=low if formats.known(low) else None,
        high=high if formats.known(high) else None,
        state=state,
        title=title,
    )


def headed(ctx: Context, metric: Metric, nowcast: Nowcast) -> str:
    """`on course for 24.6 % (19.8 % to 30.3 %)`."""
    span = ctx.show_interval(metric, nowcast.low, nowcast.high)
    return f"on course for {ctx.show(metric, nowcast.value)}{f' ({span})' if span else ''}"


def _table_row(ctx: Context, metric: Metric, row: MetricValue) -> tuple[str, str, str, str, str]:
    known = formats.known(row.value)
    note = "" if row.status == "measured" else STATUS_WORDS.get(row.status, row.status)
    maturing = state_of(ctx, row) == "maturing"
    nowcast = ctx.nowcast(row) if maturing else None
    course = headed(ctx, metric, nowcast) if nowcast is not None else ""
    if maturing and known:
        note = f"still maturing{', ' + course if course else ''}"
    least = "at least " if ctx.is_lower_bound(row) else ""
    return (
        ctx.period(row.period_grain, row.period_start).period_label,
        f"{least}{ctx.show(metric, row.value)}"
        if formats.known(row.value)
        else STATUS_WORDS.get(row.status, "Not measured").lower(),
        ctx.show_interval(metric, row.ci_low, row.ci_high) if known else "",
        formats.count(row.sample_size) if formats.known(row.sample_size) else "",
        note if known else "; ".join(part for part in (row.status_reason, course) if part),
    )


def score_points(ctx: Context, rows: Sequence[DimensionScore | Index]) -> list[charts.Point]:
    """Quarterly scores as points; the unfinished quarter is maturing."""
    points = []
    for row in sorted(rows, key=lambda one: one.period_start):
        period = ctx.period("quarter", row.period_start)
        score = row.score if formats.known(row.score) else None
        points.append(
            charts.Point(
                label=period.period_label,
                short=short_period(period.period_label),
                value=score,
                low=row.ci_low if formats.known(row.ci_low) else None,
                high=row.ci_high if formats.known(row.ci_high) else None,
                state="measured" if period.is_closed else "maturing",
                title=f"{period.period_label}: {formats.score(score)}"
                if score is not None
                else period.period_label,
            )
        )
    return points


def dimension_history(ctx: Context, dimension: str) -> list[DimensionScore]:
    """The company's quarterly scores of one dimension."""
    return [
        row
        for row in ctx.results.dimension_scores
        if (row.period_grain, row.segment_by, row.dimension) == ("quarter", ALL, dimension)
    ]


def index_history(ctx: Context) -> list[Index]:
    """The company's quarterly index."""
    return [row for row in ctx.results.index if (row.period_grain, row.segment_by) == ("quarter", ALL)]


def short_period(label: str) -> str:
    """`Q3 2026` as `Q3 ’26`; other names as they are."""
    name = label.partition(" (")[0]
    head, _, year = name.rpartition(" ")
    return f"{head} ’{year[2:]}" if len(year) == 4 and year.isdigit() and head else name


def _short(ctx: Context, metric: Metric, value: float | None) -> str:
    return ctx.tick(metric, value) if value is not None else ""

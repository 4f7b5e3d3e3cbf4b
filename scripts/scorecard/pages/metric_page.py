"""A metric's page: the number, how it moved, where it is weak, how it is made and whether to believe it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scorecard import charts
from scorecard.pages import formats
from scorecard.pages.companions import companions
from scorecard.pages.context import SEGMENT_WORDS, Context
from scorecard.pages.coverage import Simulated
from scorecard.pages.guards import guards
from scorecard.pages.listing import source_code
from scorecard.pages.published import ALL, MetricValue, Period
from scorecard.pages.quality_page import CheckRow, check_row
from scorecard.pages.summary import anchors_of, chip_of, shown_period, summarise
from scorecard.pages.trends import headed, metric_trend, state_of
from scorecard.pages.worth import worth
from scorecard.registry import Metric
from scorecard.sentences import STATUS_WORDS

LAYERS = ("raw", "seeds", "staging", "core", "marts", "metrics", "scorecard", "checks")


@dataclass(frozen=True)
class SegmentRow:
    """One segment value in the dot-and-range chart; `missing` says why it has no dot."""

    name: str
    figure: str
    interval: str
    sample: str
    span: charts.Span | None
    kind: str
    word: str
    missing: str
    thin: bool


@dataclass(frozen=True)
class SegmentChart:
    """All values of one segment on one scale, weakest first, the company marked on each row."""

    by: str
    title: str
    rows: tuple[SegmentRow, ...]
    company_at: float | None
    target_at: float | None


def view(ctx: Context, metric: Metric, simulated: Sequence[Simulated] = ()) -> dict[str, Any]:
    """Everything a metric page lays out."""
    period, before = shown_period(ctx, metric)
    summary = summarise(ctx, metric, period, before)
    months = metric_trend(ctx, metric, "month")
    quarters = metric_trend(ctx, metric, "quarter", height=260 if months is None else 180)
    trends = [trend for trend in (months, quarters) if trend is not None]
    return {
        "metric": metric,
        "dimension": ctx.registry.dimension(metric.dimension),
        "summary": summary,
        "worth": worth(ctx, metric.id),
        "period": period,
        "late": period.period_grain == "quarter" and period != ctx.quarter,
        "trends": trends,
        "segments": segments(ctx, metric, period),
        "companions": companions(ctx, metric, period),
        "thresholds": thresholds(ctx, metric),
        "checks": checks(ctx, metric),
        "sql": source_code(metric.sql),
        "lineage": lineage(metric),
        "redefined": [
            row.note
            for row in ctx.results.changes
            if row.metric == metric.id and row.kind == "redefined" and row.period_start is None
        ],
        "definition": ctx.results.definitions.get(metric.id),
        "others": ctx.registry.metrics_of(metric.dimension),
        "benchmarks": metric.benchmarks,
        "trailing": trailing(ctx, metric) if period.period_grain != "trailing" else None,
        "maturing": maturing(ctx, metric),
        "guards": guards(ctx, metric, period, before),
        "simulated": simulated,
    }


def maturing(ctx: Context, metric: Metric) -> str:
    """Where the newest quarter is heading while records of it are too young; empty when none are."""
    rows = [row for row in ctx.series(metric.id, "quarter") if state_of(ctx, row) == "maturing"]
    nowcast = ctx.nowcast(rows[-1]) if rows else None
    if nowcast is None:
        return ""
    row = rows[-1]
    label = ctx.period("quarter", row.period_start).period_label
    young, all_records = row.pending or 0, (row.pending or 0) + (row.sample_size or 0)
    waiting = f"; {formats.count(young)} of {formats.count(all_records)} are too young yet" if young else ""
    return f"{label} is {headed(ctx, metric, nowcast)}{waiting}."


def trailing(ctx: Context, metric: Metric) -> dict[str, str] | None:
    """The trailing window's value, when the metric publishes one."""
    rows = [row for row in ctx.series(metric.id, "trailing") if formats.known(row.value)]
    if not rows or rows[-1].value is None:
        return None
    row = rows[-1]
    assert row.value is not None
    return {
        "label": ctx.period("trailing", row.period_start).period_label,
        "figure": ctx.show(metric, row.value),
        "interval": ctx.show_interval(metric, row.ci_low, row.ci_high),
    }


def segments(ctx: Context, metric: Metric, period: Period) -> list[SegmentChart]:
    """A chart per segment that splits the metric, weakest value first, rows without a value last."""
    given = ctx.cuts(metric.id, period.period_grain, period.period_start)
    rows = [row for row in given if row.segment_by != ALL]
    company = ctx.value(metric.id, period.period_grain, period.period_start)
    charts_made = []
    for by in dict.fromkeys([*SEGMENT_WORDS, *sorted({row.segment_by for row in rows})]):
        own = [row for row in rows if row.segment_by == by]
        if any(formats.known(row.value) for row in own) and [
            row for row in own if row.segment != "(not set)"
        ]:
            charts_made.append(_segment_chart(ctx, metric, by, own, company))
    return charts_made


def _segment_chart(ctx: Context, metric: Metric, by: str, rows: list[MetricValue],
                   company: MetricValue | None) -> SegmentChart:  # fmt: skip
    references = [
        one
        for one in (metric.target, company.value if company else None)
        if one is not None and formats.known(one)
    ]
    scale = charts.common_scale([(row.value, row.ci_low, row.ci_high) for row in rows], references)
    sign = 1 if metric.direction != "lower" else -1
    ordered = sorted(rows, key=lambda row: (row.value is None, sign * (row.value or 0.0), row.segment))
    inside = scale.low <= metric.target <= scale.high if metric.target is not None else False
    return SegmentChart(
        by=by,
        title=f"By {SEGMENT_WORDS.get(by, by.replace('_', ' '))}",
        rows=tuple(_segment_row(ctx, metric, row, scale) for row in ordered),
        company_at=scale(company.value) if company is not None and company.value is not None else None,
        target_at=scale(metric.target) if metric.target is not None and inside else None,
    )


def _segment_row(ctx: Context, metric: Metric, row: MetricValue, scale: charts.Scale) -> SegmentRow:
    known = row.value is not None and formats.known(row.value)
    sample = formats.count(row.sample_size) if formats.known(row.sample_size) else ""
    if row.value is None or not known:
        why = STATUS_WORDS.get(row.status, "Not measured")
        return SegmentRow(row.segment, "", "", sample, None, "none", "", why, True)
    chip = chip_of(metric, row)
    return SegmentRow(
        name=row.segment,
        figure=ctx.show(metric, row.value),
        interval=ctx.show_interval(metric, row.ci_low, row.ci_high),
        sample=sample,
        span=charts.span(row.value, row.ci_low, row.ci_high, scale),
        kind=chip.kind,
        word=chip.word,
        missing="",
        thin=bool(metric.minimum_sample and row.sample_size and row.sample_size < 2 * metric.minimum_sample),
    )


def checks(ctx: Context, metric: Metric) -> dict[str, list[CheckRow]]:
    """The data checks upstream by verdict: failing, passing, and those that could not be judged."""
    rows = [check_row(ctx, check, {}) for check in ctx.checks_of(metric.id)]
    return {
        "failing": [row for row in rows if row.kind in ("watch", "act")],
        "passing": [row for row in rows if row.kind == "good"],
        "unjudged": [row for row in rows if row.kind == "none"],
    }


def thresholds(ctx: Context, metric: Metric) -> list[dict[str, Any]]:
    """The four anchors with what they score and why they stand where they do."""
    anchors = anchors_of(metric)
    if anchors is None:
        return []
    names = ("floor", "red", "target", "stretch")
    said = ("scores 0", "scores 40: below it, act", "scores 70: on target from here", "scores 100")
    kinds = ("act", "act", "good", "good")
    return [
        {
            "name": name,
            "value": ctx.show(metric, anchor),
            "says": text,
            "kind": kind,
            "reason": metric.threshold_reasons.get(name, ""),
        }
        for name, anchor, text, kind in zip(names, anchors, said, kinds, strict=True)
    ]


def lineage(metric: Metric) -> list[tuple[str, list[str]]]:
    """Upstream relations by layer, raw first."""
    layers: dict[str, list[str]] = {}
    for name in metric.upstream:
        layer, _, relation = name.partition(".")
        layers.setdefault(layer.removeprefix("main_"), []).append(relation)
    known = [(layer, layers.pop(layer)) for layer in LAYERS if layer in layers]
    return known + sorted(layers.items())


def index_view(ctx: Context) -> dict[str, Any]:
    """The metrics index: every metric by dimension with its number now."""
    groups = []
    for dimension in ctx.registry.dimensions:
        metrics = ctx.registry.metrics_of(dimension.id)
        if metrics:
            groups.append(
                (dimension, [summarise(ctx, metric, *shown_period(ctx, metric)) for metric in metrics])
            )
    everything = [one for _, group in groups for one in group]
    return {
        "groups": groups,
        "known": sum(1 for one in everything if one.is_known),
        "total": len(everything),
    }

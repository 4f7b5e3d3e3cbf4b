"""A dimension's page: how its score is built, its metrics against their thresholds, and what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.cards import Card, card, cards, leading
from scorecard.pages.context import SEGMENT_WORDS, Context, tint
from scorecard.pages.published import ALL
from scorecard.pages.stability import segment_tables
from scorecard.pages.summary import Summary, shown_period, summarise
from scorecard.pages.trends import TrendView, dimension_history, metric_trend, score_points
from scorecard.registry import Dimension
from scorecard.sentences import Figure

QUADRANT = ("lead_quality", "follow_up")
CALIBRATED = (0.5, 1.5)  # good evidence also needs what was observed within half of what was expected


@dataclass(frozen=True)
class Build:
    """One metric's part in the dimension's score."""

    summary: Summary
    weight: str
    score: str
    kind: str
    bar: charts.Bar | None


def view(ctx: Context, dimension: Dimension) -> dict[str, Any]:
    """Everything a dimension page lays out."""
    metrics = ctx.registry.metrics_of(dimension.id)
    summaries = [summarise(ctx, metric, *shown_period(ctx, metric)) for metric in metrics]
    history = dimension_history(ctx, dimension.id)
    now = next((row for row in history if row.period_start == ctx.quarter.period_start), None)
    before = next(
        (row for row in history if ctx.before and row.period_start == ctx.before.period_start), None
    )
    lead = leading(summaries)
    smalls = [
        {"label": metric.label, "href": f"{metric.id}.html", "view": trend}
        for metric in metrics
        if (trend := _small(ctx, metric)) is not None
    ]
    points = score_points(ctx, history)
    first, last = (
        Figure(r.score, r.ci_low, r.ci_high) if r else Figure(None, None, None) for r in (before, now)
    )
    return {
        "dimension": dimension,
        "card": card(ctx, dimension),
        "score": now if now and formats.known(now.score) else None,
        "bullet": charts.score_bullet(now.score, now.ci_low, now.ci_high)
        if now and formats.known(now.score)
        else None,
        "coverage": sentences.coverage(now.coverage if now else None),
        "sentence": sentences.dimension(
            dimension.label,
            now.score if now and formats.known(now.score) else None,
            first,
            last,
            ctx.before.name if ctx.before else None,
            significant=sentences.is_significant(first, last),
            measured=sum(1 for one in summaries if one.is_known),
            planned=len(summaries),
        )
        if dimension.in_index
        else "Outcomes are shown beside the index and never in it: otherwise “aligned teams win more” would be true "
        "by construction.",
        "summaries": summaries,
        "builds": [_build(one) for one in summaries if one.metric.role == "scored"],
        "lead": lead,
        "trend": _score_trend(ctx, dimension),
        "smalls": smalls,
        "segments": _segment_scores(ctx, dimension),
        "quadrant": quadrant(ctx) if dimension.id in QUADRANT else None,
        "history": points,
        "score_rows": [
            (
                point.label,
                formats.score(point.value) if point.value is not None else "no score",
                "still maturing" if point.state == "maturing" else "",
            )
            for point in reversed(points)
        ],
    }


def index_view(ctx: Context) -> dict[str, Any]:
    """All dimensions, weakest first."""
    made: list[Card] = cards(ctx)
    rows = [(one, ctx.registry.metrics_of(one.dimension.id)) for one in made]
    return {"rows": rows, "segments": segment_tables(ctx)}


def _build(summary: Summary) -> Build:
    score = summary.row.score if summary.row and formats.known(summary.row.score) else None
    return Build(
        summary=summary,
        weight=formats.plain(summary.metric.weight, 1),
        score=formats.score(score) if score is not None else "",
        kind=tint(score),
        bar=charts.Bar(0.0, charts.Scale(0, 100, 0, 100)(score)) if score is not None else None,
    )


def _small(ctx: Context, metric: Any) -> TrendView | None:
    trend = metric_trend(ctx, metric, "quarter", height=150, labels=4)
    return trend if trend is not None and len(trend.chart.marks) > 1 else None


def _score_trend(ctx: Context, dimension: Dimension) -> charts.Trend | None:
    points = score_points(ctx, dimension_history(ctx, dimension.id))
    if sum(1 for point in points if point.value is not None) < 2:
        return None
    return charts.trend(
        points,
        height=220,
        references=((70.0, "on target 70", "good"), (40.0, "act below 40", "act")),
        tick_label=formats.score,
        limits=(0.0, 100.0),
    )


def _segment_scores(ctx: Context, dimension: Dimension) -> list[dict[str, Any]]:
    """The dimension's score for every value of each segment, weakest first."""
    rows = [
        row
        for row in ctx.results.dimension_scores
        if row.dimension == dimension.id
        and row.period_grain == "quarter"
        and row.period_start == ctx.quarter.period_start
        and row.segment_by != ALL
        and formats.known(row.score)
    ]
    scale = charts.Scale(0, 100, 0, 100)
    made = []
    for by, word in SEGMENT_WORDS.items():
        own = sorted(
            (row for row in rows if row.segment_by == by), key=lambda row: (row.score or 0.0, row.segment)
        )
        if len(own) > 1:
            made.append(
                {
                    "title": f"By {word}",
                    "rows": [
                        {
                            "name": row.segment,
                            "score": formats.score(row.score or 0.0),
                            "kind": tint(row.score),
                            "span": charts.span(row.score or 0.0, row.ci_low, row.ci_high, scale),
                        }
                        for row in own
                    ],
                }
            )
    return made


def quadrant(ctx: Context) -> dict[str, Any] | None:
    """ "Who is right?": lead quality against follow-up, for the company and every segment that has both."""
    quality, effort = ctx.registry.metric("lead_score_auc"), ctx.registry.metric("lead_follow_up_rate")
    if quality is None or effort is None or quality.red is None or effort.red is None:
        return None
    for by in ("team", "region", "channel", "segment", "product_family"):
        spots = _spots(ctx, by)
        if len(spots) > 1:
            break
    else:
        spots, by = [], ""
    spots += _spots(ctx, ALL)
    if not spots:
        return None
    drawn = charts.quadrant(
        [
            (label, x, y, f"{label}: ranking power {x:.2f}, followed up {formats.value(y, 'share')}", main)
            for label, x, y, main in spots
        ],
        cut=(quality.red, effort.red),
        x_label=lambda value: formats.plain(value, 2),
        y_label=lambda value: f"{formats.plain(value * 100, 0)}{formats.NBSP}%",
    )
    calibration = _calibration(ctx)
    is_calibrated = calibration is None or CALIBRATED[0] <= calibration <= CALIBRATED[1]
    company = spots[-1] if spots[-1][3] else None
    return {
        "chart": drawn,
        "by": SEGMENT_WORDS.get(by, by),
        "rows": [(label, formats.plain(x, 2), formats.value(y, "share")) for label, x, y, _ in spots],
        "calibration": "" if calibration is None else formats.plain(calibration, 2),
        "verdict": sentences.who_is_right(
            company[1] >= quality.red and is_calibrated, company[2] >= effort.red
        )
        if company
        else "",
    }


def _calibration(ctx: Context) -> float | None:
    """Observed over expected conversions of the company in the newest quarter that has it."""
    rows = [
        row
        for row in ctx.series("lead_score_calibration_ratio", "quarter")
        if formats.known(row.value) and row.period_start <= ctx.quarter.period_start
    ]
    return rows[-1].value if rows else None


def _spots(ctx: Context, by: str) -> list[tuple[str, float, float, bool]]:
    found: dict[tuple[str, date], dict[str, float]] = {}
    for row in ctx.results.values:
        wanted = row.metric in ("lead_score_auc", "lead_follow_up_rate") and row.segment_by == by
        past = row.period_grain == "quarter" and row.period_start <= ctx.quarter.period_start
        if wanted and past and formats.known(row.value):
            found.setdefault((row.segment, row.period_start), {})[row.metric] = row.value
    both = {key: pair for key, pair in found.items() if len(pair) == 2}
    if not both:
        return []
    newest = max(start for _, start in both)
    return [
        (
            "The company" if segment == ALL else formats.shorten(segment, 24),
            pair["lead_score_auc"],
            pair["lead_follow_up_rate"],
            segment == ALL,
        )
        for (segment, start), pair in sorted(both.items())
        if start == newest and segment != "(not set)"
    ]

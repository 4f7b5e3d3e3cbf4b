"""A dimension's page: how its score is built, its metrics against their thresholds, and what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.cards import Card, card, cards, leading
from scorecard.pages.context import SEGMENT_WORDS, Context, tint
from scorecard.pages.published import ALL, Quadrant
from scorecard.pages.stability import segment_tables
from scorecard.pages.summary import Summary, shown_period, summarise
from scorecard.pages.trends import TrendView, dimension_history, metric_trend, score_points
from scorecard.pages.worth import worth
from scorecard.registry import Dimension
from scorecard.sentences import Figure

QUADRANT = ("lead_quality", "follow_up")
CUTS = (
    "team",
    "region",
    "channel",
    "segment",
    "product_family",
)  # the first with two placed segments is drawn


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
        "worth": worth(ctx, lead.metric.id) if lead else "",
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
    """ "Who is right?": lead quality against follow-up, for the company and the segments of its finest cut."""
    quality, effort = ctx.registry.metric("lead_score_auc"), ctx.registry.metric("lead_follow_up_rate")
    past = [row for row in ctx.results.quadrants if row.period_start <= ctx.quarter.period_start]
    if quality is None or effort is None or quality.red is None or effort.red is None or not past:
        return None
    judged = [row for row in past if row.position is not None and row.segment_by == ALL]
    start = max((judged or past), key=lambda row: row.period_start).period_start
    rows = [row for row in past if row.period_start == start and row.segment != "(not set)"]
    company = next((row for row in rows if row.segment_by == ALL), None)
    by = next((one for one in CUTS if sum(row.segment_by == one and _is_placed(row) for row in rows) > 1), "")
    shown = sorted((row for row in rows if row.segment_by == by), key=lambda row: row.segment)
    shown += [company] if company else []
    placed = [(_name(row), row) for row in shown if _is_placed(row)]
    drawn = charts.quadrant(
        [
            (
                label,
                row.ranking_power or 0.0,
                row.follow_up_rate,
                f"{label}: ranking power {formats.plain(row.ranking_power or 0.0, 2)}, "
                f"followed up {formats.value(row.follow_up_rate, 'share')}",
                row.segment_by == ALL,
            )
            for label, row in placed
        ],
        cut=(quality.red, effort.red),
        x_label=lambda value: formats.plain(value, 2),
        y_label=lambda value: f"{formats.plain(value * 100, 0)}{formats.NBSP}%",
    )
    return {
        "chart": drawn if placed else None,
        "by": SEGMENT_WORDS.get(by, by),
        "period": ctx.period("quarter", start).period_label,
        "rows": [_quadrant_row(row) for row in shown],
        "calibration": formats.plain(company.observed_to_expected, 2)
        if company is not None and company.observed_to_expected is not None
        else "",
        "verdict": sentences.who_is_right(company.position, company.reason) if company else "",
    }


def _is_placed(row: Quadrant) -> bool:
    return formats.known(row.ranking_power)


def _name(row: Quadrant) -> str:
    return "The company" if row.segment_by == ALL else formats.shorten(row.segment, 24)


def _quadrant_row(row: Quadrant) -> tuple[str, ...]:
    """Who, ranking power, observed to expected, followed up, worked leads, and where that puts them."""
    return (
        _name(row),
        formats.plain(row.ranking_power, 2) if row.ranking_power is not None else "",
        formats.plain(row.observed_to_expected, 2) if row.observed_to_expected is not None else "",
        formats.value(row.follow_up_rate, "share"),
        formats.count(row.worked_leads),
        sentences.POSITIONS.get(row.position or "", f"not judged: {row.reason}"),
    )

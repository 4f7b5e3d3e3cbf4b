"""Why the index stands or moved as it did: what the headline, its paragraph and its bars are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.cards import leading, reading, scores_now
from scorecard.pages.context import Context
from scorecard.pages.published import ALL, Index
from scorecard.pages.summary import summarise
from scorecard.registry import Dimension
from scorecard.sentences import Figure

VISIBLE_POINTS = 0.05  # a smaller part of the index's change prints as 0.0


@dataclass(frozen=True)
class Moved:
    """A dimension's bar in "what moved the index"."""

    label: str
    href: str
    points: float
    text: str
    bar: charts.Bar


def story(ctx: Context) -> sentences.IndexStory:
    """What the headline and its paragraph are made from."""
    index = ctx.index(ctx.quarter.period_start)
    before = ctx.index(ctx.before.period_start) if ctx.before else None
    year = _year_before(ctx)
    planned = [one for one in ctx.registry.dimensions if one.in_index]
    scores = {row.dimension: row.score for row in scores_now(ctx) if formats.known(row.score)}
    published = [one for one in planned if one.id in scores]
    weakest = min(published, key=lambda one: scores[one.id] or 0, default=None)
    state, reason = _state(ctx, index)
    return sentences.IndexStory(
        state=state,
        period=ctx.quarter.name,
        score=index.score if index and formats.known(index.score) else None,
        before=before.score if before and formats.known(before.score) else None,
        before_period=ctx.before.name if ctx.before else None,
        significant=_index_moved(before, index),
        tier=index.tier if index else None,
        borderline=bool(index and index.borderline),
        weakest=sentences.lower_first(weakest.label) if weakest else None,
        causes=_causes(ctx),
        weakest_readings=_readings(ctx, sorted(published, key=lambda one: scores[one.id] or 0), scores),
        published_dimensions=len(published),
        planned_dimensions=len(planned),
        reason=reason,
        unlock=first_unlock(ctx),
        year_before=year.score if year and formats.known(year.score) else None,
        year_before_period=ctx.period("quarter", year.period_start).name if year else None,
        year_significant=_index_moved(year, index),
    )


def _year_before(ctx: Context) -> Index | None:
    """The index four quarters before the one shown, where there is one."""
    starts = [row.period_start for row in ctx.results.index if row.segment_by == ALL]
    earlier = sorted(start for start in set(starts) if start < ctx.quarter.period_start)
    return ctx.index(earlier[-4]) if len(earlier) >= 4 else None


def _state(ctx: Context, index: Index | None) -> tuple[str, str | None]:
    rows = [row for row in ctx.results.values if row.segment_by == ALL and row.role == "scored"]
    if not any(formats.known(row.value) for row in rows):
        blocked = next((row for row in rows if row.status == "blocked"), None)
        return ("blocked", blocked.status_reason) if blocked else ("nothing", None)
    if index is None or not formats.known(index.score):
        now = [
            row for row in rows if row.period_start == ctx.quarter.period_start and row.status == "blocked"
        ]
        return ("blocked", now[0].status_reason) if now else ("provisional", None)
    return ("provisional" if index.provisional else "published"), None


def _index_moved(before: Index | None, after: Index | None) -> bool:
    if before is None or after is None:
        return False
    return sentences.is_significant(
        Figure(before.score, before.ci_low, before.ci_high), Figure(after.score, after.ci_low, after.ci_high)
    )


def first_unlock(ctx: Context) -> str | None:
    """What to add for the heaviest scored metric that is not measured, dimensions without any number first."""
    scored = [metric for metric in ctx.registry.metrics if metric.role == "scored"]
    empty = {one.id for one in ctx.registry.dimensions} - {
        row.dimension for row in scores_now(ctx) if formats.known(row.score)
    }
    waiting = [
        metric
        for metric in scored
        if (row := ctx.value(metric.id, "quarter", ctx.quarter.period_start)) is None
        or row.status == "not_measured"
    ]
    waiting.sort(key=lambda metric: (metric.dimension not in empty, -metric.weight, metric.id))
    return waiting[0].unlock if waiting else None


def _causes(ctx: Context) -> tuple[sentences.Cause, ...]:
    """One cause per dimension that moved the index, told by the metric that did most of it."""
    causes = []
    for dimension_id, points in ctx.dimension_points():
        parts = [
            row for row in ctx.contributions() if row.dimension == dimension_id and row.points is not None
        ]
        if not parts:
            continue
        main = max(parts, key=lambda row: (row.points or 0) * (1 if points > 0 else -1))
        metric = ctx.registry.metric(main.metric)
        if metric is None:
            continue
        summary = summarise(ctx, metric, ctx.quarter, ctx.before)
        words = None
        if summary.change and summary.change.arrow != "same":
            words = metric.wording.rose if summary.change.arrow == "up" else metric.wording.fell
            words = words or f"{sentences.lower_first(metric.label)} {_verb(summary.change.arrow)}"
        causes.append(
            sentences.Cause(
                label=ctx.registry.dimension(dimension_id).label,
                points=points,
                clause=summary.clause or sentences.lower_first(metric.label),
                headline=words,
                significant=bool(words),
            )
        )
    return tuple(sorted(causes, key=lambda cause: cause.points))


def _readings(
    ctx: Context, dimensions: list[Dimension], scores: Mapping[str, float | None]
) -> tuple[tuple[str, float, str], ...]:
    """Each dimension with its score and its weakest metric in words, in the order given."""
    told = []
    for dimension in dimensions:
        lead = leading(
            [summarise(ctx, one, ctx.quarter, ctx.before) for one in ctx.registry.metrics_of(dimension.id)]
        )
        if lead is not None:
            told.append((dimension.label, scores[dimension.id] or 0.0, reading(lead)))
    return tuple(told)


def _verb(arrow: str) -> str:
    return "rose" if arrow == "up" else "fell"


def moved(ctx: Context) -> tuple[float, list[Moved]]:
    """Each dimension's part of the index's change, worst first; the zero line's place and the bars."""
    rows = ctx.dimension_points()
    if not any(abs(points) >= VISIBLE_POINTS for _, points in rows):
        rows = []
    zero, bars = charts.diverging([points for _, points in rows])
    return zero, [
        Moved(
            label=ctx.registry.dimension(dimension).label,
            href=f"dimensions/{dimension}.html",
            points=points,
            text=f"{'+' if points > 0 else ''}{formats.plain(points, 1)}",
            bar=bar,
        )
        for (dimension, points), bar in zip(rows, bars, strict=True)
    ]

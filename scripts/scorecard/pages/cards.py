"""A card per dimension: its score, its movement, its leading metric in words, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.context import WORDS, Context, tint
from scorecard.pages.published import ALL, DimensionScore
from scorecard.pages.summary import Change, Chip, Summary, shown_period, summarise
from scorecard.pages.trends import dimension_history, score_points
from scorecard.registry import Dimension
from scorecard.sentences import Figure


@dataclass(frozen=True)
class Card:
    """One dimension on the front page."""

    dimension: Dimension
    href: str
    chip: Chip
    score: str
    unit: str
    change: str
    arrow: str
    better: bool | None
    spark: charts.Spark | None
    reading: str
    caveat: str
    missing: str
    history: tuple[tuple[str, str], ...]


def cards(ctx: Context) -> list[Card]:
    """A card per dimension: those in the index weakest first, unmeasured after them, outcomes last."""
    made = [card(ctx, dimension) for dimension in ctx.registry.dimensions]
    rank = {row.dimension: row.score for row in scores_now(ctx) if formats.known(row.score)}
    return sorted(
        made,
        key=lambda one: (
            not one.dimension.in_index,
            one.dimension.id not in rank,
            rank.get(one.dimension.id, 0.0) or 0.0,
            one.dimension.sort,
        ),
    )


def card(ctx: Context, dimension: Dimension) -> Card:
    """One dimension's card."""
    if not dimension.in_index:
        return _outcome_card(ctx, dimension)
    history = dimension_history(ctx, dimension.id)
    now = next((row for row in history if row.period_start == ctx.quarter.period_start), None)
    before = next(
        (row for row in history if ctx.before and row.period_start == ctx.before.period_start), None
    )
    summaries = [
        summarise(ctx, one, ctx.quarter, ctx.before) for one in ctx.registry.metrics_of(dimension.id)
    ]
    points = score_points(ctx, history)
    if now is None or not formats.known(now.score):
        return _scoreless(dimension, summaries, now, _pairs(points))
    kind = tint(now.score)
    arrow, change, better = _score_change(before, now)
    ends = {tint(end) for end in (now.ci_low, now.ci_high) if formats.known(end)}
    lead = leading(summaries)
    return Card(
        dimension=dimension,
        href=f"dimensions/{dimension.id}.html",
        chip=Chip(kind, WORDS[kind], bool(ends - {kind})),
        score=formats.score(now.score),
        unit="",
        change=change,
        arrow=arrow,
        better=better,
        spark=charts.spark(points, limits=None),
        reading=formats.sentence(reading(lead)) if lead else "",
        caveat=_caveat(summaries),
        missing=_partly(summaries),
        history=_pairs(points),
    )


def _scoreless(
    dimension: Dimension,
    summaries: list[Summary],
    now: DimensionScore | None,
    history: tuple[tuple[str, str], ...],
) -> Card:
    """The card of a dimension without a score: what is known of it all the same, and what to add."""
    lead = leading(summaries)
    if lead is None:
        chip, missing = Chip("none", "Not measured"), _card_missing(summaries)
    else:
        chip = Chip("none", "No score yet")
        missing = f"{formats.sentence(sentences.coverage(now.coverage if now else None))} A score needs half."
    return Card(
        dimension=dimension,
        href=f"dimensions/{dimension.id}.html",
        chip=chip,
        score="",
        unit="",
        change="",
        arrow="",
        better=None,
        spark=None,
        reading=formats.sentence(reading(lead)) if lead else "",
        caveat=_caveat(summaries),
        missing=missing,
        history=history,
    )


def _outcome_card(ctx: Context, dimension: Dimension) -> Card:
    """The outcomes panel: the first measured outcome as the figure, the others in words; never judged as one."""
    summaries = [
        summarise(ctx, one, *shown_period(ctx, one)) for one in ctx.registry.metrics_of(dimension.id)
    ]
    known = sorted((one for one in summaries if one.is_known), key=lambda one: one.metric.id != "win_rate")
    href = f"dimensions/{dimension.id}.html"
    if not known:
        return Card(dimension, href, Chip("none", "Not measured"), "", "", "", "", None, None, "", "",
                    _card_missing(summaries), ())  # fmt: skip
    first = known[0]
    rows = [row for row in ctx.series(first.metric.id, "quarter") if formats.known(row.value)]
    points = [
        charts.Point(
            label=(period := ctx.period("quarter", row.period_start)).period_label,
            short=period.period_label,
            value=row.value,
            low=None,
            high=None,
            state="measured" if period.is_closed else "maturing",
            title=f"{period.period_label}: {ctx.show(first.metric, row.value or 0.0)}",
        )
        for row in rows
    ]
    change = first.change
    first_words = reading(first) if first.metric.wording.reads else sentences.lower_first(first.metric.label)
    period = ctx.period("quarter", first.row.period_start) if first.row else ctx.quarter
    dated = (
        "" if period.period_start == ctx.quarter.period_start else f" ({period.name}, the newest old enough)"
    )
    rest = [f"{sentences.lower_first(one.metric.label)} {one.figure}" for one in known[1:3]]
    figure, _, unit = first.figure.partition(formats.NBSP)
    return Card(
        dimension=dimension,
        href=href,
        chip=_outcome_chip(change),
        score=figure,
        unit=unit,
        change=change.text if change else "",
        arrow=change.arrow if change else "",
        better=change.better if change else None,
        spark=charts.spark(points),
        reading=formats.sentence("; ".join([first_words + dated, *rest])),
        caveat=_caveat(known),
        missing="",
        history=tuple((point.label, ctx.show(first.metric, point.value or 0.0)) for point in points),
    )


def _outcome_chip(change: Change | None) -> Chip:
    if change is None or change.better is None:
        return Chip("plain", "Steady" if change else "Shown, not judged")
    return Chip("good", "Improving") if change.better else Chip("act", "Worsening")


def leading(summaries: list[Summary]) -> Summary | None:
    """The metric that speaks for its dimension: the weakest scored one that is known."""
    known = [one for one in summaries if one.is_known and one.metric.role == "scored"]
    return min(
        known,
        key=lambda one: (
            one.row.score if one.row and formats.known(one.row.score) else 999.0,
            -one.metric.weight,
        ),
        default=None,
    )


def reading(summary: Summary) -> str:
    """The metric in words, with its value."""
    return sentences.reads(summary.metric.label, summary.metric.wording.reads, summary.figure)


def _score_change(before: DimensionScore | None, now: DimensionScore) -> tuple[str, str, bool | None]:
    if before is None or not formats.known(before.score) or not formats.known(now.score):
        return "", "", None
    moved = sentences.is_significant(
        Figure(before.score, before.ci_low, before.ci_high), Figure(now.score, now.ci_low, now.ci_high)
    )
    if not moved:
        return "same", "steady", None
    size = formats.count(abs(round(now.score) - round(before.score)))
    return ("up", size, True) if now.score > before.score else ("down", size, False)


def _caveat(summaries: list[Summary]) -> str:
    flagged = [one for one in summaries if one.caveat]
    return "data warning" if flagged else ""


def _partly(summaries: list[Summary]) -> str:
    scored = [one for one in summaries if one.metric.role == "scored"]
    absent = [one for one in scored if not one.is_known]
    return f"{len(absent)} of {len(scored)} metrics without a value" if absent else ""


def _card_missing(summaries: list[Summary]) -> str:
    """Why a dimension has no number at all, and what to add."""
    if not summaries:
        return "No metric of this dimension is part of this build."
    scored = [one for one in summaries if one.metric.role != "diagnostic"] or summaries
    absent = [one for one in scored if one.row is None or one.row.status == "not_measured"]
    return formats.sentence(f"to measure it: {absent[0].metric.unlock}") if absent else scored[0].missing


def _pairs(points: list[charts.Point]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.label, formats.score(one.value) if one.value is not None else "no score") for one in points
    )


def scores_now(ctx: Context) -> list[DimensionScore]:
    """The company's dimension scores of the quarter shown."""
    return [
        row
        for row in ctx.results.dimension_scores
        if (row.period_grain, row.period_start, row.segment_by) == ("quarter", ctx.quarter.period_start, ALL)
    ]

"""The front page: where the two teams stand, why, what it costs and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.claims import Claim, headline_claims
from scorecard.pages.context import WORDS, Context, tint
from scorecard.pages.money import CAUSES, CostLine, cost_lines, total_line
from scorecard.pages.published import ALL, Change, DimensionScore, Index, texts
from scorecard.pages.summary import Chip, Summary, shown_period, summarise
from scorecard.pages.trends import dimension_history, index_history, score_points
from scorecard.registry import Dimension, Metric
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
    planned = [one for one in ctx.registry.dimensions if one.in_index]
    scores = {row.dimension: row.score for row in _scores(ctx) if formats.known(row.score)}
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
    )


def _state(ctx: Context, index: Index | None) -> tuple[str, str | None]:
    rows = [row for row in ctx.results.values if row.segment_by == ALL and row.role == "scored"]
    if not any(formats.known(row.value) for row in rows):
        blocked = next((row for row in rows if row.status == "blocked"), None)
        return ("blocked", blocked.status_reason) if blocked else ("nothing", None)
    if index is None or not formats.known(index.score):
        now = [row for row in rows if row.period_start == ctx.quarter.period_start and row.status == "blocked"]
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
        row.dimension for row in _scores(ctx) if formats.known(row.score)
    }
    waiting = [
        metric
        for metric in scored
        if (row := ctx.value(metric.id, "quarter", ctx.quarter.period_start)) is None or row.status == "not_measured"
    ]
    waiting.sort(key=lambda metric: (metric.dimension not in empty, -metric.weight, metric.id))
    return waiting[0].unlock if waiting else None


def _causes(ctx: Context) -> tuple[sentences.Cause, ...]:
    """One cause per dimension that moved the index, told by the metric that did most of it."""
    causes = []
    for dimension_id, points in ctx.dimension_points():
        parts = [row for row in ctx.contributions() if row.dimension == dimension_id and row.points is not None]
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
    ctx: Context, dimensions: list[Dimension], scores: dict[str, float | None]
) -> tuple[tuple[str, float, str], ...]:
    """Each dimension with its score and its weakest metric in words, in the order given."""
    told = []
    for dimension in dimensions:
        lead = leading([summarise(ctx, one, ctx.quarter, ctx.before) for one in ctx.registry.metrics_of(dimension.id)])
        if lead is not None:
            told.append((dimension.label, scores[dimension.id] or 0.0, _reading(lead)))
    return tuple(told)


def _verb(arrow: str) -> str:
    return "rose" if arrow == "up" else "fell"


def _scores(ctx: Context) -> list[DimensionScore]:
    return [
        row
        for row in ctx.results.dimension_scores
        if (row.period_grain, row.period_start, row.segment_by) == ("quarter", ctx.quarter.period_start, ALL)
    ]


def cards(ctx: Context) -> list[Card]:
    """A card per dimension: those in the index weakest first, unmeasured after them, outcomes last."""
    made = [card(ctx, dimension) for dimension in ctx.registry.dimensions]
    rank = {row.dimension: row.score for row in _scores(ctx) if formats.known(row.score)}
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
    before = next((row for row in history if ctx.before and row.period_start == ctx.before.period_start), None)
    summaries = [summarise(ctx, one, ctx.quarter, ctx.before) for one in ctx.registry.metrics_of(dimension.id)]
    points = score_points(ctx, history)
    if now is None or not formats.known(now.score):
        return _scoreless(ctx, dimension, summaries, now, _pairs(points))
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
        reading=formats.sentence(_reading(lead)) if lead else "",
        caveat=_caveat(summaries),
        missing=_partly(summaries),
        history=_pairs(points),
    )


def _scoreless(
    ctx: Context,
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
        reading=formats.sentence(_reading(lead)) if lead else "",
        caveat=_caveat(summaries),
        missing=missing,
        history=history,
    )


def _outcome_card(ctx: Context, dimension: Dimension) -> Card:
    """The outcomes panel: the first measured outcome as the figure, the others in words; never judged as one."""
    summaries = [summarise(ctx, one, *shown_period(ctx, one)) for one in ctx.registry.metrics_of(dimension.id)]
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
    first_words = _reading(first) if first.metric.wording.reads else sentences.lower_first(first.metric.label)
    period = ctx.period("quarter", first.row.period_start) if first.row else ctx.quarter
    dated = "" if period.period_start == ctx.quarter.period_start else f" ({period.name}, the newest old enough)"
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


def _outcome_chip(change: Any) -> Chip:
    if change is None or change.better is None:
        return Chip("plain", "Steady" if change else "Shown, not judged")
    return Chip("good", "Improving") if change.better else Chip("act", "Worsening")


def leading(summaries: list[Summary]) -> Summary | None:
    """The metric that speaks for its dimension: the weakest scored one that is known."""
    known = [one for one in summaries if one.is_known and one.metric.role == "scored"]
    return min(
        known,
        key=lambda one: (one.row.score if one.row and formats.known(one.row.score) else 999.0, -one.metric.weight),
        default=None,
    )


def _reading(summary: Summary) -> str:
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
    return tuple((one.label, formats.score(one.value) if one.value is not None else "no score") for one in points)


def moved(ctx: Context) -> tuple[float, list[Moved]]:
    """Each dimension's part of the index's change, worst first; the zero line's place and the bars."""
    rows = ctx.dimension_points()
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


def checks_line(ctx: Context) -> dict[str, Any]:
    """The data checks in one line, with the worst verdict as its tint."""
    checks = ctx.results.checks
    judged = [check for check in checks if check.success is not None]
    failing = [check for check in judged if not check.success]
    touched = []
    for check in failing:
        for metric_id in texts(check.metrics):
            metric = ctx.registry.metric(metric_id)
            if metric is not None:
                label = sentences.lower_first(ctx.registry.dimension(metric.dimension).label)
                touched += [label] if label not in touched else []
    critical = sum(1 for check in failing if check.severity == "critical")
    line = sentences.checks_line(
        len(judged) - len(failing), len(judged), critical, len(failing) - critical, touched
    )
    return {"text": line, "kind": "act" if critical else ("watch" if failing else "good") if checks else "none"}


def view(ctx: Context) -> dict[str, Any]:
    """Everything the front page's template lays out."""
    told = story(ctx)
    index = ctx.index(ctx.quarter.period_start)
    zero, bars = moved(ctx)
    lines: list[CostLine] = cost_lines(ctx)
    total = total_line(ctx)
    claims: list[Claim] = headline_claims(ctx)
    history = score_points(ctx, index_history(ctx))
    return {
        "story": told,
        "headline": sentences.headline(told),
        "why": sentences.why(told),
        "index": index,
        "bullet": charts.score_bullet(index.score, index.ci_low, index.ci_high)
        if index and formats.known(index.score)
        else None,
        "tier": sentences.TIERS.get(index.tier or "") if index else None,
        "coverage": sentences.coverage(index.coverage if index else None),
        "history": history,
        "index_spark": charts.spark(history, height=44),
        "moved_zero": zero,
        "moved": bars,
        "cards": cards(ctx),
        "costs": lines,
        "cost_total": total,
        "cost_causes": CAUSES,
        "changes": changes(ctx),
        "claims": claims,
        "checks": checks_line(ctx),
    }


def changes(ctx: Context) -> dict[str, list[dict[str, str]]]:
    """What moved since the quarter before (beyond noise), and what differs from the build before; in words.

    Company rows come before segments, far moves before near ones.
    """
    said: dict[str, list[dict[str, str]]] = {"quarter": [], "build": []}
    rows = [row for row in ctx.results.changes if row.kind != "moved" or row.significant]
    for row in sorted(rows, key=lambda one: (one.segment_by not in (ALL, None), one.metric or "", str(one.segment))):
        metric = ctx.registry.metric(row.metric or "")
        label = metric.label if metric else (row.metric or "The index")
        if row.segment and row.segment != ALL:
            label += f", {formats.shorten(row.segment, 30)}"
        said["quarter" if row.kind == "moved" else "build"].append(
            {
                "label": label,
                "href": f"metrics/{metric.id}.html" if metric else "",
                "text": change_text(ctx, metric, row),
            }
        )
    return said


def change_text(ctx: Context, metric: Metric | None, row: Change) -> str:
    """One change in words, to follow the name of what changed."""

    def shown(value: float | None) -> str:
        if value is None or not formats.known(value):
            return "no value"
        return ctx.show(metric, value) if metric else formats.score(value)

    when = f" for {ctx.period('quarter', row.period_start).name}" if row.period_start else ""
    note = f" ({row.note.rstrip('.')})" if row.note else ""
    match row.kind:
        case "moved":
            up = (row.after or 0.0) > (row.before or 0.0)
            return f"{'rose' if up else 'fell'} from {shown(row.before)} to {shown(row.after)}."
        case "restated":
            return f"restated{when}, from {shown(row.before)} to {shown(row.after)}{note}."
        case "redefined":
            return f"redefined{': ' + row.note.rstrip('.') if row.note else ''}."
        case "newly measured":
            return f"is measured for the first time{when}: {shown(row.after)}{note}."
        case "lost":
            return f"can no longer be measured{when}{note}; it was {shown(row.before)}."
        case _:
            return f"{row.kind}{note}."

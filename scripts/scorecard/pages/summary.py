"""One metric in one period as every page shows it: chip, figure, interval, change, bullet and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.context import WORDS, Context, figure, tint
from scorecard.pages.published import ALL, MetricValue, Period
from scorecard.registry import Metric


@dataclass(frozen=True)
class Chip:
    """A status: tint and shape come from `kind` (good, watch, act, none, plain), the word is printed."""

    kind: str
    word: str
    borderline: bool = False


@dataclass(frozen=True)
class Change:
    """A movement: `arrow` is up, down or same; `better` None when it is noise or not judged."""

    arrow: str
    text: str
    better: bool | None
    sentence: str


@dataclass(frozen=True)
class Summary:
    """Everything printed about one metric in one period; texts are empty, never None, when there is nothing."""

    metric: Metric
    row: MetricValue | None
    chip: Chip
    figure: str
    interval: str
    sample: str
    missing: str
    change: Change | None
    bullet: charts.Bullet | None
    clause: str
    caveat: str

    @property
    def is_known(self) -> bool:
        return bool(self.figure)


def summarise(ctx: Context, metric: Metric, period: Period, before: Period | None, by: str = ALL,
              segment: str = ALL) -> Summary:  # fmt: skip
    """The metric in `period` (its own grain), compared with `before`."""
    row = ctx.value(metric.id, period.period_grain, period.period_start, by, segment)
    earlier = ctx.value(metric.id, period.period_grain, before.period_start, by, segment) if before else None
    if row is None or not formats.known(row.value):
        return Summary(
            metric=metric,
            row=row,
            chip=Chip(
                "none", sentences.STATUS_WORDS.get(row.status if row else "not_measured", "Not measured")
            ),
            figure="",
            interval="",
            sample=_sample(metric, row),
            missing=_missing(ctx, metric, row),
            change=None,
            bullet=None,
            clause="",
            caveat="",
        )
    shown = ctx.show(metric, row.value)
    changed = ctx.has_changed(metric, earlier, row)
    return Summary(
        metric=metric,
        row=row,
        chip=chip_of(metric, row),
        figure=shown,
        interval=ctx.show_interval(metric, row.ci_low, row.ci_high),
        sample=_sample(metric, row),
        missing="",
        change=_change(ctx, metric, earlier, row, before, changed),
        bullet=bullet_of(ctx, metric, row),
        clause=sentences.moved_clause(
            sentences.reads(metric.label, metric.wording.reads, shown),
            figure(earlier),
            figure(row),
            ctx.show(metric, earlier.value) if earlier and formats.known(earlier.value) else "",
            significant=changed,
        ),
        caveat=(row.status_reason or "a data check warns") if row.status == "flagged" else "",
    )


def shown_period(ctx: Context, metric: Metric) -> tuple[Period, Period | None]:
    """The quarter shown; the newest earlier quarter with a value when this one is still too young.

    A metric that is read off the trailing window only is shown in that window.
    """
    if metric.grains and "quarter" not in metric.grains:
        windows = ctx.series(metric.id, metric.grains[-1])
        if windows:
            return ctx.period(windows[-1].period_grain, windows[-1].period_start), None
    rows = ctx.series(metric.id, "quarter")
    at = ctx.value(metric.id, "quarter", ctx.quarter.period_start)
    if at is not None and at.status == "pending":
        older = [
            row for row in rows if row.period_start < ctx.quarter.period_start and formats.known(row.value)
        ]
        if older:
            at = older[-1]
    if at is None:
        return ctx.quarter, ctx.before
    earlier = [row for row in rows if row.period_start < at.period_start]
    return (
        ctx.period("quarter", at.period_start),
        ctx.period("quarter", earlier[-1].period_start) if earlier else None,
    )


def chip_of(metric: Metric, row: MetricValue) -> Chip:
    """Colour by the thresholds; borderline when the interval lies on both sides of the nearest one."""
    if not metric.has_thresholds or (metric.role == "diagnostic" and not formats.known(row.score)):
        return Chip("plain", WORDS["plain"])
    score = score_of(metric, row.value, row.score)
    kind = tint(score)
    if kind == "none":
        return Chip("plain", WORDS["plain"])
    ends = {tint(score_of(metric, end, None)) for end in (row.ci_low, row.ci_high) if formats.known(end)}
    return Chip(kind, WORDS[kind], borderline=bool(ends - {kind}))


def score_of(metric: Metric, value: float | None, given: float | None) -> float | None:
    """The published score, else where the value stands between the anchors."""
    if formats.known(given):
        return given
    anchors = anchors_of(metric)
    return charts.anchor_score(value, *anchors) if anchors and formats.known(value) else None


def anchors_of(metric: Metric) -> tuple[float, float, float, float] | None:
    if metric.floor is None or metric.red is None or metric.target is None or metric.stretch is None:
        return None
    return metric.floor, metric.red, metric.target, metric.stretch


def bullet_of(ctx: Context, metric: Metric, row: MetricValue) -> charts.Bullet | None:
    """The bullet chart of a known value; None without thresholds."""
    anchors = anchors_of(metric)
    if anchors is None or not formats.known(row.value):
        return None
    return charts.value_bullet(
        row.value,
        row.ci_low,
        row.ci_high,
        anchors,
        lambda anchor: ctx.tick(metric, anchor),
        [
            (one.value, f"{one.text}: {ctx.tick(metric, one.value)}")
            for one in metric.benchmarks
            if one.value is not None
        ],
    )


def _change(ctx: Context, metric: Metric, earlier: MetricValue | None, row: MetricValue, before: Period | None,
            changed: bool) -> Change | None:  # fmt: skip
    if earlier is None or before is None or not formats.known(earlier.value) or not formats.known(row.value):
        return None
    said = sentences.change(
        figure(earlier),
        figure(row),
        before.name,
        unit=metric.shown_as,
        significant=changed,
        shown=ctx.show(metric, earlier.value),
    )
    if not changed:
        return Change("same", "steady", None, said)
    up = row.value > earlier.value
    better = None if metric.direction == "target" else up == (metric.direction == "higher")
    return Change(
        "up" if up else "down", formats.difference(row.value - earlier.value, metric.shown_as), better, said
    )


def _sample(metric: Metric, row: MetricValue | None) -> str:
    if row is None:
        return ""
    parts = []
    counts = metric.unit == "share" and row.denominator == row.sample_size
    if counts and formats.known(row.numerator) and formats.known(row.denominator):
        parts.append(
            f"{formats.count(row.numerator)} of {formats.counted(row.denominator, metric.sample_unit)}"
        )
    if not parts and formats.known(row.sample_size):
        parts.append(formats.counted(row.sample_size, metric.sample_unit))
    if formats.known(row.pending) and row.pending > 0:
        parts.append(f"{formats.count(row.pending)} still too young")
    return ", ".join(parts)


def _missing(ctx: Context, metric: Metric, row: MetricValue | None) -> str:
    if row is None:
        return sentences.missing("not_measured", None, metric.unlock, named=False)
    said = sentences.missing(row.status, row.status_reason, metric.unlock, named=False)
    if row.status == "blocked" and formats.known(row.last_value):
        when = row.last_value_as_of
        dated = f" of {when:%Y-%m-%d}" if hasattr(when, "strftime") else ""
        said += f" Last good value{dated}: {ctx.show(metric, row.last_value)}."
    return said

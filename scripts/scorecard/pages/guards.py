"""What keeps a figure honest beside it: how many records it had before, what was left out, what to read with it."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard.pages import formats
from scorecard.pages.context import Context
from scorecard.pages.published import Period
from scorecard.pages.summary import Chip, shown_period, summarise
from scorecard.registry import Metric

JOURNEYS = "fct_lead_journeys"
LEAD_DIMENSIONS = ("lead_quality", "follow_up", "feedback")


@dataclass(frozen=True)
class Paired:
    """A metric that shows when this one was bought at its expense."""

    metric: Metric
    figure: str
    interval: str
    chip: Chip
    when: str


@dataclass(frozen=True)
class Guards:
    """Texts are empty where there is nothing to say."""

    volume: str
    excluded: str
    paired: tuple[Paired, ...]


def guards(ctx: Context, metric: Metric, period: Period, before: Period | None) -> Guards:
    """The guards of a metric in the period shown, for the whole company."""
    return Guards(
        volume=_volume(ctx, metric, period, before),
        excluded=_excluded(ctx, metric, period),
        paired=tuple(
            _paired(ctx, other)
            for name in metric.read_with
            if (other := ctx.registry.metric(name)) is not None
        ),
    )


def _volume(ctx: Context, metric: Metric, period: Period, before: Period | None) -> str:
    """Records old and young alike, against the period before: a rate rises when fewer are counted."""
    if before is None:
        return ""
    now = ctx.value(metric.id, period.period_grain, period.period_start)
    then = ctx.value(metric.id, before.period_grain, before.period_start)
    if now is None or then is None or not now.sample_size or not then.sample_size:
        return ""
    counts = [(row.sample_size or 0) + (row.pending or 0) for row in (now, then)]
    return f"{formats.count(counts[0])} in all, {formats.count(counts[1])} in {before.name}"


def _excluded(ctx: Context, metric: Metric, period: Period) -> str:
    """Leads that were handed off and left out of the rate, by reason, most frequent first."""
    reads_leads = any(name.endswith(f".{JOURNEYS}") for name in metric.upstream)
    if not reads_leads or metric.dimension not in LEAD_DIMENSIONS:
        return ""
    rows = [
        row
        for row in ctx.results.excluded
        if (row.period_grain, row.period_start) == (period.period_grain, period.period_start)
    ]
    if not rows:
        return ""
    reasons = ", ".join(f"{row.reason.replace('_', ' ')} {formats.count(row.leads)}" for row in rows)
    return f"{formats.count(rows[0].excluded)} of {formats.count(rows[0].handed_off)} leads handed off: {reasons}"


def _paired(ctx: Context, metric: Metric) -> Paired:
    period, before = shown_period(ctx, metric)
    summary = summarise(ctx, metric, period, before)
    return Paired(
        metric=metric,
        figure=summary.figure or summary.chip.word,
        interval=summary.interval,
        chip=summary.chip,
        when=period.name,
    )

"""What others claim, beside what this company measures: markers with source and grade, never targets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.context import Context
from scorecard.pages.published import MetricValue
from scorecard.registry import Metric

GRADES = {
    "A": "text read",
    "B": "secondary or trade source",
    "C": "recalled standard work",
}


@dataclass(frozen=True)
class Claim:
    """One number others report and ours, on one scale from `start` to `end`."""

    marker_text: str
    says: str
    source: str
    grade: str
    ours: str
    ours_says: str
    interval: str
    missing: str
    href: str
    marker_at: float
    span: charts.Span | None
    start: str
    end: str


def headline_claims(ctx: Context) -> list[Claim]:
    """The four numbers everyone quotes, each with our own."""
    return [
        _not_pursued(ctx),
        _tightly_aligned(ctx),
        _uplift(
            ctx, "aligned_win_rate_uplift", 1.67, "67 %", "better at closing deals, when aligned",
            "Marketo, as quoted; no primary report found", "as often won: our aligned leads, against like leads",
        ),
        _uplift(
            ctx, "aligned_value_uplift", 3.09, "209 %", "more value from marketing, when aligned",
            "Marketo and MarketingProfs, as quoted; sources say 208 or 209 %",
            "the won amount: our aligned leads, against like leads",
        ),
    ]  # fmt: skip


def _not_pursued(ctx: Context) -> Claim:
    metric = ctx.registry.metric("lead_follow_up_rate")
    row = _now(ctx, metric)
    known = row is not None and formats.known(row.value)
    value, low, high = (
        ctx.detail(row, f"not_followed_up{end}") if row is not None else None for end in ("", "_low", "_high")
    )
    return _claim(
        metric,
        marker=0.70,
        marker_text=f"70{formats.NBSP}%",
        says="of marketing’s leads never pursued, at most",
        source="Sabnis et al. 2013, Journal of Marketing, abstract",
        grade="A",
        ours=(value, low, high) if known and value is not None else None,
        show=lambda number: formats.value(number, "share"),
        unit="share",
        ours_says=f"of our handed-over leads not followed up in time{_dated(ctx, row)}",
        scale=charts.Scale(0, 1, 0, 100),
        ends=(f"0{formats.NBSP}%", f"100{formats.NBSP}%"),
        missing=_why_missing(metric, row, "lead follow-up"),
    )


def _tightly_aligned(ctx: Context) -> Claim:
    teams = ctx.results.team_tiers.get(ctx.quarter.period_start)
    return _claim(
        None,
        marker=0.22,
        marker_text=f"22{formats.NBSP}%",
        says="of companies call themselves tightly aligned",
        source="HubSpot, as quoted; self-reported, others say 8 to 91 %",
        grade="B",
        ours=(teams.share, None, None) if teams else None,
        show=lambda _: f"{teams.tight} of {teams.teams}" if teams else "",
        unit="share",
        ours_says="of our teams are tightly aligned by what they do",
        scale=charts.Scale(0, 1, 0, 100),
        ends=(f"0{formats.NBSP}%", f"100{formats.NBSP}%"),
        missing=_why_no_team(ctx),
    )


def _uplift(
    ctx: Context, metric_id: str, marker: float, text: str, says: str, source: str, ours: str
) -> Claim:
    metric = ctx.registry.metric(metric_id)
    row = _now(ctx, metric)
    known = row is not None and formats.known(row.value)
    top = 4.0 if marker > 2 else 2.5
    return _claim(
        metric,
        marker=marker,
        marker_text=text.replace(" ", formats.NBSP),
        says=says,
        source=source,
        grade="B",
        ours=(row.value, row.ci_low, row.ci_high) if row is not None and known else None,
        show=lambda number: formats.value(number, "ratio"),
        unit="ratio",
        ours_says=f"{ours}{_dated(ctx, row)}; an association, not an effect",
        scale=charts.Scale(0, top, 0, 100),
        ends=("0×", f"{top:g}×"),
        missing=_why_missing(metric, row, "the aligned-versus-not comparison"),
    )


def _claim(
    metric: Metric | None,
    *,
    marker: float,
    marker_text: str,
    says: str,
    source: str,
    grade: str,
    ours: tuple[float | None, float | None, float | None] | None,
    show: Callable[[float], str],
    unit: str,
    ours_says: str,
    scale: charts.Scale,
    ends: tuple[str, str],
    missing: str,
) -> Claim:
    value = ours[0] if ours else None
    return Claim(
        marker_text=marker_text,
        says=says,
        source=source,
        grade=grade,
        ours=show(value) if value is not None else "",
        ours_says=ours_says,
        interval=formats.interval(ours[1], ours[2], unit) if ours else "",
        missing="" if value is not None else missing,
        href=f"metrics/{metric.id}.html" if metric else "method.html#claims",
        marker_at=scale(marker),
        span=charts.span(value, ours[1], ours[2], scale) if ours and value is not None else None,
        start=ends[0],
        end=ends[1],
    )


def _now(ctx: Context, metric: Metric | None) -> MetricValue | None:
    """The quarter's row, or the newest earlier quarter with a value: long horizons mature late."""
    if metric is None:
        return None
    rows = [row for row in ctx.series(metric.id, "quarter") if row.period_start <= ctx.quarter.period_start]
    known = [row for row in rows if formats.known(row.value)]
    return known[-1] if known else (rows[-1] if rows else None)


def _why_no_team(ctx: Context) -> str:
    if any(row.segment_by == "team" for row in ctx.results.index):
        return "Not measured: no team has enough measured for a tier of its own."
    return "Not measured: leads and deals do not say whose team they are. Fill users.team_id and the owners."


def _dated(ctx: Context, row: MetricValue | None) -> str:
    """The quarter, when it is not the one shown."""
    if row is None or row.period_start == ctx.quarter.period_start:
        return ""
    return f" ({ctx.period('quarter', row.period_start).name})"


def _why_missing(metric: Metric | None, row: MetricValue | None, what: str) -> str:
    if metric is None:
        return f"Not measured: {what} is not part of this scorecard."
    if row is None or row.status == "not_measured":
        return sentences.missing("not_measured", None, metric.unlock)
    return sentences.missing(row.status, row.status_reason, metric.unlock)

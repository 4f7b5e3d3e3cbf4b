"""Pages of segments: the whole scorecard for one region, team, channel …, with the company beside it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.cards import leading
from scorecard.pages.context import SEGMENT_WORDS, WORDS, Context, tint
from scorecard.pages.published import ALL, Index, MetricValue
from scorecard.pages.stability import SegmentTable, segment_tables
from scorecard.pages.summary import Chip, Summary, shown_period, summarise
from scorecard.registry import Metric

NOT_SET = "(not set)"
SLUG = 40  # letters of a name that an address keeps


@dataclass(frozen=True)
class Segment:
    """One value of a segment and the address of its page below segments/, without an ending."""

    by: str
    name: str
    slug: str

    @property
    def word(self) -> str:
        return SEGMENT_WORDS.get(self.by, self.by.replace("_", " "))


@dataclass(frozen=True)
class Line:
    """One metric of the segment with the company's figure and a small history."""

    summary: Summary
    dimension: str
    company: str
    against: str
    spark: charts.Spark | None
    spark_title: str
    rank: float


@dataclass(frozen=True)
class DimensionLine:
    """One dimension's score in the segment beside the company's, on one scale."""

    label: str
    href: str
    score: str
    interval: str
    company: str
    company_at: float | None
    span: charts.Span | None
    kind: str
    missing: str


def segments(ctx: Context) -> list[Segment]:
    """Every named value of each configured segment that has a figure in the quarter shown, by cut and name."""
    names = {
        (row.segment_by, row.segment)
        for row in ctx.results.values
        if row.segment_by != ALL
        and row.segment != NOT_SET
        and row.period_grain == "quarter"
        and row.period_start == ctx.quarter.period_start
        and formats.known(row.value)
    }
    order = list(SEGMENT_WORDS)
    return [
        Segment(by, name, _slug(by, name))
        for by, name in sorted(
            names, key=lambda one: (order.index(one[0]) if one[0] in order else len(order), *one)
        )
    ]


def _slug(by: str, name: str) -> str:
    """An address for any name: its letters and digits, and a digest where those are not the whole of it."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    whole = plain.replace("-", " ") == name.lower() and len(plain) <= SLUG
    digest = "" if whole else hashlib.sha256(name.encode()).hexdigest()[:6]
    return "-".join(part for part in (by.replace("_", "-"), plain[:SLUG].strip("-"), digest) if part)


def index_view(ctx: Context, listed: list[Segment]) -> dict[str, Any]:
    """All segments: their index where there is one, and a grid of every scored metric by segment."""
    tables = {table.title: table for table in segment_tables(ctx)}
    cuts = []
    for by in dict.fromkeys(one.by for one in listed):
        own = [one for one in listed if one.by == by]
        table: SegmentTable | None = tables.get(f"By {own[0].word}")
        cuts.append(
            {
                "by": by,
                "word": own[0].word,
                "segments": own,
                "hrefs": {formats.shorten(one.name, 60): f"{one.slug}.html" for one in own},
                "table": table,
                "grid": _grid(ctx, own),
            }
        )
    return {"cuts": cuts, "minimum_team_size": formats.count(float(ctx.vars.get("minimum_team_size") or 5))}


def _grid(ctx: Context, listed: list[Segment]) -> charts.HeatGrid | None:
    metrics = [metric for metric in ctx.registry.metrics if metric.role == "scored"]
    rows = []
    for metric in metrics:
        period, _ = shown_period(ctx, metric)
        cells = tuple(_cell(ctx, metric, one, period.period_start) for one in listed)
        if any(cell.score is not None for cell in cells):
            rows.append(charts.HeatRow(metric.label, cells, href=f"../metrics/{metric.id}.html"))
    columns = [charts.HeatColumn(formats.shorten(one.name, 60), href=f"{one.slug}.html") for one in listed]
    return charts.heat_grid(rows, columns, of="Metric")


def _cell(ctx: Context, metric: Metric, segment: Segment, start: Any) -> charts.HeatCell:
    row = ctx.value(metric.id, "quarter", start, segment.by, segment.name)
    name = formats.shorten(segment.name, 60)
    if row is None or not formats.known(row.value) or not formats.known(row.score):
        word = sentences.STATUS_WORDS.get(row.status if row else "not_measured", "Not measured")
        return charts.HeatCell(None, "", f"{metric.label}, {name}: {word.lower()}")
    shown = ctx.show(metric, row.value)
    thin = bool(metric.minimum_sample and row.sample_size and row.sample_size < 2 * metric.minimum_sample)
    return charts.HeatCell(
        row.score,
        formats.score(row.score),
        f"{metric.label}, {name}: {shown}, scores {formats.score(row.score)}",
        thin=thin,
    )


def view(ctx: Context, segment: Segment, listed: list[Segment]) -> dict[str, Any]:
    """Everything one segment's page lays out."""
    lines = [_line(ctx, metric, segment) for metric in ctx.registry.metrics]
    known = sorted((one for one in lines if one.summary.is_known), key=lambda one: (one.rank, one.dimension))
    unknown = [one for one in lines if not one.summary.is_known]
    cut = ctx.cut_by(segment.by, segment.name)
    own = [one for one in listed if one.by == segment.by]
    index = ctx.index(ctx.quarter.period_start, segment.by, segment.name)
    return {
        "segment": segment,
        "index": index if index is not None and formats.known(index.score) else None,
        "chip_": _chip(index),
        "standing": _standing(ctx, index),
        "bullet": charts.score_bullet(index.score, index.ci_low, index.ci_high)
        if index is not None and formats.known(index.score)
        else None,
        "dimensions": _dimensions(ctx, segment),
        "lead": leading([one.summary for one in known]),
        "lines": known,
        "missing": [one for one in unknown if one.summary.metric.id in cut],
        "whole": [one.summary.metric for one in unknown if one.summary.metric.id not in cut],
        "siblings": own,
    }


def _chip(index: Index | None) -> Chip:
    if index is None or not formats.known(index.score):
        return Chip("none", "No index yet")
    kind = tint(index.score)
    word = sentences.TIERS.get(index.tier or "", WORDS[kind])
    return Chip(kind, word[:1].upper() + word[1:], bool(index.borderline))


def _standing(ctx: Context, index: Index | None) -> str:
    """The segment's index beside the company's, a difference said only where their intervals lie apart."""
    company = ctx.index(ctx.quarter.period_start)
    if index is None or not formats.known(index.score):
        return "Too little of it is measured here for an index; the figures below stand on their own."
    if company is None or not formats.known(company.score):
        return ""
    said = f"The company stands at {formats.score(company.score)}"
    ends = (index.ci_low, index.ci_high, company.ci_low, company.ci_high)
    if not all(formats.known(end) for end in ends):
        return f"{said}."
    low, high, company_low, company_high = (end or 0.0 for end in ends)
    if low > company_high:
        return f"{said}: this is better beyond chance."
    if high < company_low:
        return f"{said}: this is weaker beyond chance."
    return f"{said}; the two intervals overlap, so the difference may be chance."


def _dimensions(ctx: Context, segment: Segment) -> list[DimensionLine]:
    rows = {
        row.dimension: row
        for row in ctx.results.dimension_scores
        if (row.period_grain, row.period_start, row.segment_by, row.segment)
        == ("quarter", ctx.quarter.period_start, segment.by, segment.name)
    }
    company = {
        row.dimension: row.score
        for row in ctx.results.dimension_scores
        if (row.period_grain, row.period_start, row.segment_by) == ("quarter", ctx.quarter.period_start, ALL)
    }
    scale = charts.Scale(0, 100, 0, 100)
    lines = []
    for dimension in ctx.registry.dimensions:
        if not dimension.in_index:
            continue
        row, whole = rows.get(dimension.id), company.get(dimension.id)
        score = row.score if row is not None and formats.known(row.score) else None
        lines.append(
            DimensionLine(
                label=dimension.label,
                href=f"../dimensions/{dimension.id}.html",
                score=formats.score(score) if score is not None else "",
                interval=f"{formats.score(row.ci_low)}–{formats.score(row.ci_high)}"
                if row is not None and formats.known(row.ci_low) and formats.known(row.ci_high)
                else "",
                company=formats.score(whole) if formats.known(whole) else "",
                company_at=scale(whole) if formats.known(whole) else None,
                span=charts.span(score, row.ci_low, row.ci_high, scale)
                if row is not None and score is not None
                else None,
                kind=tint(score),
                missing="" if score is not None else "not cut this way, or too little measured",
            )
        )
    return sorted(lines, key=lambda one: (one.span is None, float(one.score or 0)))


def _line(ctx: Context, metric: Metric, segment: Segment) -> Line:
    period, before = shown_period(ctx, metric)
    summary = summarise(ctx, metric, period, before, segment.by, segment.name)
    company = ctx.value(metric.id, period.period_grain, period.period_start)
    known = company is not None and formats.known(company.value)
    points = [
        _point(ctx, metric, row)
        for row in ctx.series(metric.id, "quarter", segment.by, segment.name)
        if formats.known(row.value)
    ]
    score = summary.row.score if summary.row is not None and formats.known(summary.row.score) else None
    return Line(
        summary=summary,
        dimension=ctx.registry.dimension(metric.dimension).label,
        company=ctx.show(metric, company.value) if company is not None and company.value is not None and known else "",
        against=_against(metric, summary.row, company),
        spark=charts.spark(points) if len(points) > 2 else None,
        spark_title="; ".join(point.title for point in points),
        rank=score if score is not None else 1000.0,
    )  # fmt: skip


def _against(metric: Metric, row: MetricValue | None, company: MetricValue | None) -> str:
    """Better or weaker than the company, only where the two 95 % intervals lie apart; never for amounts, which a part
    has less of.
    """
    ends = (
        [row.ci_low, row.ci_high, company.ci_low, company.ci_high]
        if row is not None and company is not None
        else [None]
    )
    if metric.unit == "currency" or metric.direction not in ("higher", "lower"):
        return ""
    if not all(formats.known(end) for end in ends):
        return ""
    low, high, company_low, company_high = (end or 0.0 for end in ends)
    if low > company_high:
        return "better" if metric.direction == "higher" else "weaker"
    if high < company_low:
        return "weaker" if metric.direction == "higher" else "better"
    return ""


def _point(ctx: Context, metric: Metric, row: MetricValue) -> charts.Point:
    period = ctx.period("quarter", row.period_start)
    return charts.Point(
        label=period.period_label,
        short=period.period_label,
        value=row.value,
        low=None,
        high=None,
        state="measured" if period.is_closed else "maturing",
        title=f"{period.period_label}: {ctx.show(metric, row.value or 0.0)}",
    )

"""How far the index can be trusted: other choices, ranks of segments, and whether its dimensions belong together."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.context import SEGMENT_WORDS, Context, tint
from scorecard.pages.published import ALL, Correlation, Index, Robustness

# how a page calls each kind of sensitivity run, in the order it shows them
FAMILIES = {
    "all weights": "All weights at once (95 % of Dirichlet weights, concentration 20, 50, 200)",
    "one weight": "One dimension weighed more or less",
    "dimension left out": "One dimension left out",
    "metric left out": "One metric left out",
    "anchors": "All anchors a fifth stricter or looser",
    "aggregation": "Arithmetic mean instead of geometric",
}
# team-quarters are what the index is about; other cuts speak where there are no teams
PREFERRED = ("team", "region", "segment", "channel", "product_family")


@dataclass(frozen=True)
class Family:
    """The runs of one kind as a row."""

    label: str
    kept: str
    range: str


@dataclass(frozen=True)
class Run:
    """The index under one other choice."""

    kind: str
    detail: str
    score: str
    tier: str


@dataclass(frozen=True)
class SegmentRow:
    """One segment's index with its interval, tier and, where ranks are stable, its rank."""

    name: str
    rank: str
    score: str
    interval: str
    kind: str
    span: charts.Span
    tier: str
    measured: str


@dataclass(frozen=True)
class SegmentTable:
    """The indices of one way of cutting the company; `ranks` says in words why there are ranks, or none."""

    title: str
    ranks: str
    is_ranked: bool
    rows: tuple[SegmentRow, ...]


def families(ctx: Context) -> list[Family]:
    """The kinds of sensitivity runs with how many keep the tier and how far the index goes."""
    by_name = {one.family: one for one in ctx.results.run_families}
    has_tier = any(row.tier for row in ctx.results.robustness if row.segment_by == ALL)
    return [
        Family(
            label=label,
            kept=f"{one.tier_kept} of {one.runs}" if has_tier else formats.count(one.runs),
            range=_span(one.low, one.high),
        )
        for name, label in FAMILIES.items()
        if (one := by_name.get(name)) is not None
    ]


def runs(ctx: Context) -> list[Run]:
    """Every sensitivity run of the company, in the order of its kinds, lowest index first."""
    order = list(FAMILIES)
    rows = [row for row in ctx.results.sensitivity if row.family in FAMILIES and formats.known(row.score)]
    rows.sort(key=lambda row: (order.index(row.family), row.score or 0.0, row.detail or ""))
    return [
        Run(
            kind=FAMILIES[row.family].partition(" (")[0],
            detail=named(ctx, row.detail or ""),
            score=formats.plain(row.score or 0.0, 1),
            tier=sentences.TIERS.get(row.tier or "", "no tier"),
        )
        for row in rows
    ]


def sentence(ctx: Context) -> str:
    """In how many runs the company's tier stays, and which choices change it."""
    company = next((row for row in ctx.results.robustness if row.segment_by == ALL), None)
    if company is None or not company.runs:
        return ""
    changed = [
        named(ctx, row.detail or "")
        for row in ctx.results.sensitivity
        if company.tier is not None and row.tier != company.tier
    ]
    return sentences.stability(company.tier, company.tier_kept, company.runs, changed)


def segment_tables(ctx: Context) -> list[SegmentTable]:
    """The newest quarter's index of every segment: strongest first and ranked where that is stable, else by name."""
    firm = {(row.segment_by, row.segment): row for row in ctx.results.robustness}
    made = []
    for by, word in SEGMENT_WORDS.items():
        rows = [
            row
            for row in ctx.results.index
            if (row.period_grain, row.period_start, row.segment_by)
            == ("quarter", ctx.quarter.period_start, by)
            and formats.known(row.score)
        ]
        if len(rows) < 2:
            continue
        judged = [firm[by, row.segment] for row in rows if (by, row.segment) in firm]
        is_ranked = any(one.rank is not None for one in judged)
        # an order by score would be a ranking all the same
        rows.sort(key=lambda row: (-(row.score or 0.0) if is_ranked else 0.0, row.segment))
        made.append(
            SegmentTable(
                title=f"By {word}",
                ranks=_ranks(word, judged),
                is_ranked=is_ranked,
                rows=tuple(_segment_row(row, firm.get((by, row.segment))) for row in rows),
            )
        )
    return made


def _ranks(word: str, rows: list[Robustness]) -> str:
    ranked = [row for row in rows if row.third_kept_share is not None]
    weakest = min(ranked, key=lambda row: row.third_kept_share or 0.0, default=None)
    return sentences.ranks(
        word,
        finals=sum(1 for row in rows if row.tier and row.segment != "(not set)"),
        weakest=weakest.segment if weakest else None,
        share=weakest.third_kept_share if weakest else None,
        tau=weakest.mean_tau if weakest else None,
        runs=(weakest.rank_runs or 0) if weakest else 0,
        is_stable=bool(weakest and weakest.is_rank_stable),
    )


def _segment_row(row: Index, firm: Robustness | None) -> SegmentRow:
    score = row.score or 0.0
    return SegmentRow(
        name=row.segment,
        rank=formats.count(firm.rank) if firm and firm.rank is not None else "",
        score=formats.plain(score, 1),
        interval=_span(row.ci_low, row.ci_high),
        kind=tint(score),
        span=charts.span(score, row.ci_low, row.ci_high, charts.Scale(0, 100, 0, 100)),
        tier=sentences.TIERS.get(row.tier or "", "Provisional"),
        measured=formats.value(row.coverage, "share") if formats.known(row.coverage) else "",
    )


def _span(low: float | None, high: float | None) -> str:
    """A range of scores without a unit; one score where both ends print alike."""
    if formats.known(low) and formats.known(high) and formats.plain(low, 1) == formats.plain(high, 1):
        return formats.plain(low, 1)
    return formats.interval(low, high, "points").removesuffix(f"{formats.NBSP}points")


def coherence(ctx: Context) -> list[str]:
    """What the correlations of dimensions say, in sentences: those apart, those together, or that all is well."""
    rows = ctx.results.coherence
    by = next((name for name in PREFERRED if any(row.segment_by == name for row in rows)), None)
    if by is None:
        return [sentences.incoherent_yet(int(ctx.vars.get("coherence_minimum_sample") or 0))]
    own = [row for row in rows if row.segment_by == by]
    return sentences.coherence(SEGMENT_WORDS[by], [_told(ctx, row) for row in own])


def _told(ctx: Context, row: Correlation) -> sentences.Correlated:
    return sentences.Correlated(
        first=named(ctx, row.dimension),
        second=named(ctx, row.other) if row.kind == "pair" else None,
        value=row.correlation,
        low=row.ci_low,
        high=row.ci_high,
        sample=row.sample_size,
        finding=row.finding,
    )


def weights(ctx: Context) -> list[tuple[str, str, str]]:
    """Each dimension, its weight and the range executives gave it; empty while all weigh the same."""
    rows = [row for row in ctx.results.dimension_weights if row.executives]
    rows.sort(key=lambda row: (-row.weight, row.dimension))
    return [
        (
            named(ctx, row.dimension),
            formats.value(row.weight, "share"),
            formats.interval(row.lowest_share, row.highest_share, "share"),
        )
        for row in rows
    ]


def named(ctx: Context, detail: str) -> str:
    """What a run changes in a reader's words: the label of the metric or dimension, and what happened to it."""
    metric = ctx.registry.metric(detail)
    if metric is not None:
        return metric.label
    if detail in ("stricter", "looser"):
        return f"anchors a fifth {detail}"
    first, _, rest = detail.partition(" ")
    label = next((one.label for one in ctx.registry.dimensions if one.id == first), None)
    return f"{label} {rest}".strip() if label else detail

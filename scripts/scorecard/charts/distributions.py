"""How many people stand where: a dot each while they can be counted by eye, bars beyond. Nobody is ever named."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scorecard.charts.labels import LINE, NARROWEST, ROOMY, anchored, box, fit, text_width
from scorecard.charts.scales import Scale
from scorecard.charts.tables import Table
from scorecard.charts.ticks import Tick, axis_ticks

COUNTABLE = 60  # people drawn one by one
STACK = 14  # dots on each other at most
PITCH, RADIUS = 11.0, 4.5  # pixels
BARS = 120.0  # pixels
BELOW = 42.0  # pixels: scale and its name


@dataclass(frozen=True)
class Bin:
    """How many lie from `low` up to, not including, `high`; an end that is open is None."""

    low: float | None
    high: float | None
    count: int
    text: str


@dataclass(frozen=True)
class Reference:
    """A line across, such as the quota or the median; kind is good, act or plain."""

    at: float
    label: str
    kind: str = "plain"


@dataclass(frozen=True)
class Pile:
    """One bin: x and width in per cent, dots' or the bar's place in pixels, its count as a label when not zero."""

    x: float
    width: float
    y: float
    height: float
    dots: tuple[float, ...]
    label: str
    minor: bool
    title: str

    @property
    def middle(self) -> float:
        """Where its dots and its label stand, in per cent."""
        return round(self.x + self.width / 2, 3)


@dataclass(frozen=True)
class Line:
    """A reference line: x in per cent, its label above the plot in a row of its own where two would meet."""

    x: float
    label: str
    kind: str
    y: float
    anchor: str


@dataclass(frozen=True)
class Distribution:
    """Piles along one scale."""

    height: float
    top: float
    bottom: float
    radius: float
    piles: tuple[Pile, ...]
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    axis: str
    table: Table


def distribution(
    bins: Sequence[Bin],
    *,
    references: Sequence[Reference] = (),
    tick_label: Callable[[float], str],
    axis: str,
    of: str = "People",
) -> Distribution | None:
    """Lay out bins; None when all are empty. `axis` names the scale with its unit, `of` what is counted.

    Raises ValueError when bins overlap or a count is below zero.
    """
    if not any(one.count for one in bins):
        return None
    edges = _edges(sorted(bins, key=lambda one: float("-inf") if one.low is None else one.low))
    x = Scale(edges[0][1], edges[-1][2], 0.0, 100.0)
    most = max(one.count for one in bins)
    single = sum(one.count for one in bins) <= COUNTABLE and most <= STACK
    inside = [one for one in sorted(references, key=lambda one: one.at) if x.low <= one.at <= x.high]
    rows = _label_rows(inside, x)
    top = LINE * (max(rows, default=-1) + 1) + 20.0
    bottom = top + (most * PITCH if single else BARS)
    y = Scale(0.0, float(most), bottom, top)
    ends = sorted({low for _, low, _ in edges} | {edges[-1][2]})
    return Distribution(
        height=round(bottom + BELOW, 2),
        top=top,
        bottom=bottom,
        radius=RADIUS,
        piles=tuple(_pile(one, x(low), x(high), y, single=single) for one, low, high in edges),
        lines=tuple(
            Line(
                x(one.at),
                one.label,
                one.kind,
                LINE * (row + 1) - 3,
                anchored(x(one.at), text_width(one.label)),
            )
            for one, row in zip(inside, rows, strict=True)
        ),
        x_ticks=axis_ticks([x(end) for end in ends], [_end(end, edges, tick_label) for end in ends]),
        axis=fit(axis, NARROWEST),
        table=Table(
            ("Range", of, "In words"), tuple(_row(one, tick_label) for one, _, _ in edges), notes=True
        ),
    )


def _edges(bins: Sequence[Bin]) -> list[tuple[Bin, float, float]]:
    """Each bin with finite ends: one that is open is drawn as wide as its neighbour."""
    widths = [one.high - one.low for one in bins if one.low is not None and one.high is not None]
    usual = min((width for width in widths if width > 0), default=1.0)
    made = []
    for one in bins:
        if one.count < 0:
            raise ValueError(f"The bin {one.text!r} counts {one.count}, below zero.")
        low = one.low if one.low is not None else (one.high or 0.0) - usual
        made.append((one, low, one.high if one.high is not None else low + usual))
    for (before, _, high), (after, low, _) in itertools.pairwise(made):
        if high > low + abs(low) * 1e-9:
            raise ValueError(f"The bins {before.text!r} and {after.text!r} overlap.")
    return made


def _pile(one: Bin, left: float, right: float, y: Scale, *, single: bool) -> Pile:
    width = round(right - left, 3)
    label = f"{one.count:,}" if one.count and text_width(f"{one.count:,}") + 2 <= width / 100 * ROOMY else ""
    bar_top = y(one.count)
    return Pile(
        x=left,
        width=width,
        y=bar_top,
        height=round(y.start - bar_top, 2),
        dots=tuple(round(y.start - (index + 0.5) * PITCH, 2) for index in range(one.count)) if single else (),
        label=label,
        minor=text_width(label) + 2 > width / 100 * NARROWEST,
        title=one.text,
    )


def _label_rows(references: Sequence[Reference], x: Scale) -> list[int]:
    """The row each label stands in, so that neighbours do not meet."""
    taken: list[float] = []
    rows = []
    for one in references:
        at, width = x(one.at), text_width(one.label)
        left, right = box(at, width, anchored(at, width), NARROWEST)
        row = next((index for index, end in enumerate(taken) if left >= end + 6), len(taken))
        taken[row : row + 1] = [right]
        rows.append(row)
    return rows


def _end(end: float, edges: Sequence[tuple[Bin, float, float]], tick_label: Callable[[float], str]) -> str:
    """An end that is open is not a number on the scale."""
    if end == edges[0][1] and edges[0][0].low is None:
        return ""
    return "" if end == edges[-1][2] and edges[-1][0].high is None else tick_label(end)


def _row(one: Bin, tick_label: Callable[[float], str]) -> tuple[str, str, str]:
    if one.low is None or one.high is None:
        said = f"below {tick_label(one.high)}" if one.high is not None else ""
        said = f"{tick_label(one.low)} and more" if one.low is not None else said
    else:
        said = f"{tick_label(one.low)} to {tick_label(one.high)}"
    return said or "all", f"{one.count:,}", one.text

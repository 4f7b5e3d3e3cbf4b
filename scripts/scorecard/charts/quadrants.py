"""Two measures against each other, cut at a line each way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scorecard.charts.labels import fit
from scorecard.charts.placing import Named, Place, place_names
from scorecard.charts.scales import Scale
from scorecard.charts.ticks import Tick, axis_ticks, distinct_ticks, gutter

TOP, BELOW = 12.0, 28.0  # pixels above the plot, and below it for its scale
NAME = 150.0  # pixels a name may take


@dataclass(frozen=True)
class Spot:
    """A point; its name is None where it has no room and stands in the title and the table alone."""

    x: float
    y: float
    label: str
    place: Place | None
    title: str
    main: bool


@dataclass(frozen=True)
class Quadrant:
    """Two measures against each other, cut at a line each way."""

    height: int
    top: float
    bottom: float
    gutter: float
    cut_x: float
    cut_y: float
    spots: tuple[Spot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def quadrant(
    spots: Sequence[tuple[str, float, float, str, bool]],
    *,
    cut: tuple[float, float],
    x_label: Callable[[float], str],
    y_label: Callable[[float], str],
    height: int = 320,
) -> Quadrant:
    """Lay out (label, x value, y value, title, is the company) around the cut; the company is named first."""
    xs, x_texts = distinct_ticks(*_around(cut[0], [spot[1] for spot in spots]), 4, x_label)
    ys, y_texts = distinct_ticks(*_around(cut[1], [spot[2] for spot in spots]), 4, y_label)
    left = gutter(y_texts)
    x = Scale(xs[0], xs[-1], 0.0, 100.0)
    y = Scale(ys[0], ys[-1], height - BELOW, TOP)
    ordered = sorted(spots, key=lambda spot: (not spot[4], -spot[2]))
    named = [
        Named(x(spot[1]), y(spot[2]), fit(spot[0], NAME), left=x(spot[1]) > 60, bold=spot[4])
        for spot in ordered
    ]
    places = place_names(named, top=TOP - 8, bottom=height - BELOW + 4, gutters=left)
    return Quadrant(
        height=height,
        top=TOP,
        bottom=height - BELOW,
        gutter=left,
        cut_x=x(cut[0]),
        cut_y=y(cut[1]),
        spots=tuple(
            Spot(point.x, point.y, point.label, place, spot[3], spot[4])
            for spot, point, place in zip(ordered, named, places, strict=True)
        ),
        x_ticks=axis_ticks([x(tick) for tick in xs], x_texts, gutters=left),
        y_ticks=tuple(Tick(y(tick), text) for tick, text in zip(ys, y_texts, strict=True)),
    )


def _around(cut: float, values: Sequence[float]) -> tuple[float, float]:
    """A range that holds the values and shows both sides of the cut."""
    low, high = min([cut, *values]), max([cut, *values])
    room = (max(high - low, abs(cut) * 0.1) or 1.0) * 0.35
    return min(low, cut - room), max(high, cut + room)

"""A trend the size of a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.charts.paths import Across, lines
from scorecard.charts.scales import Scale
from scorecard.charts.trends import Mark, Point


@dataclass(frozen=True)
class Spark:
    """A word-sized trend: path in a box 1,000 wide, end point in per cent and pixels."""

    height: int
    path: str
    dashed: str
    last: Mark | None


def spark(
    points: Sequence[Point], *, height: int = 34, limits: tuple[float, float] | None = None
) -> Spark | None:
    """Lay out a sparkline; None with fewer than two values."""
    values = [point.value for point in points if point.value is not None]
    if len(values) < 2:
        return None
    low, high = limits or (min(values), max(values))
    if high - low <= max(abs(low), abs(high)) * 1e-9:
        room = abs(high) or 1.0
        low, high = low - room, high + room
    x = Scale(0, max(len(points) - 1, 1), 2.0, 96.0)
    y = Scale(low, high, height - 5.0, 5.0)
    solid, dashed = lines(
        [
            None if point.value is None else Across(x(index), y(point.value), point.state == "maturing")
            for index, point in enumerate(points)
        ]
    )
    index = max(i for i, point in enumerate(points) if point.value is not None)
    end = points[index]
    assert end.value is not None
    return Spark(height, solid, dashed, Mark(x(index), y(end.value), end.state, end.title))

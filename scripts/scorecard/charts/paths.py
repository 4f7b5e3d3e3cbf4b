"""Lines, bands and steps as path data in a box PATH_WIDTH units wide, which is stretched to the drawing's width."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scorecard.charts.scales import PATH_WIDTH


class Across(NamedTuple):
    """A point of a line: x in per cent, y in pixels, and whether the line is dashed on both sides of it."""

    x: float
    y: float
    is_young: bool = False


def lines(points: Sequence[Across | None]) -> tuple[str, str]:
    """The solid line and the dashed one that leads to and from young points; None is a gap in both."""
    solid: list[str] = []
    dashed: list[str] = []
    before: Across | None = None
    for point in points:
        if point is not None and before is not None:
            line = dashed if point.is_young or before.is_young else solid
            line.append(f"M{_at(before.x, before.y)}L{_at(point.x, point.y)}")
        before = point
    return "".join(solid), "".join(dashed)


def band(spans: Iterable[tuple[float, float, float] | None]) -> str:
    """One closed shape per run of (x, lower y, upper y); a run of one has no width and is left out."""
    shapes: list[str] = []
    run: list[tuple[float, float, float]] = []
    for span in [*spans, None]:
        if span is not None:
            run.append(span)
            continue
        if len(run) > 1:
            upper = "L".join(_at(x, top) for x, _, top in run)
            lower = "L".join(_at(x, bottom) for x, bottom, _ in reversed(run))
            shapes.append(f"M{upper}L{lower}Z")
        run = []
    return "".join(shapes)


def steps(points: Sequence[tuple[float, float]]) -> str:
    """A line that keeps its height until the next point's x, and turns there."""
    if not points:
        return ""
    return f"M{_at(*points[0])}" + "".join(
        f"H{_number(x * PATH_WIDTH / 100)}V{_number(y)}" for x, y in points[1:]
    )


def step_band(spans: Sequence[tuple[float, float, float]]) -> str:
    """The area between two step lines, from (x, lower y, upper y)."""
    if len(spans) < 2:
        return ""
    upper = steps([(x, top) for x, _, top in spans])
    back = "".join(
        f"H{_number(right[0] * PATH_WIDTH / 100)}V{_number(left[1])}"
        for left, right in reversed(list(itertools.pairwise(spans)))
    )
    return f"{upper}L{_at(spans[-1][0], spans[-1][1])}{back}H{_number(spans[0][0] * PATH_WIDTH / 100)}Z"


def _at(x: float, y: float) -> str:
    return f"{_number(x * PATH_WIDTH / 100)},{_number(y)}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

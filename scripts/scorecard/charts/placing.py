"""Names of points in a plane, each beside its point where nothing else stands; a name without room is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scorecard.charts.labels import NARROWEST, ROOMY, text_width

CLEAR = 9.0  # pixels from a marker's middle to its name
HALF = 7.0  # pixels: half a line of type
OFFSETS = (0.0, -13.0, 13.0)  # pixels: beside the point, above and below it


class Named(NamedTuple):
    """A point with its name: x in per cent, y in pixels; `left` prefers the name on its left."""

    x: float
    y: float
    label: str
    left: bool = False
    bold: bool = False


class Place(NamedTuple):
    """Where a name stands: pixels right of its point, its anchor, its middle's y; `minor` on wide drawings only."""

    shift: float
    anchor: str
    y: float
    minor: bool


Box = tuple[float, float, float, float]  # left, right, top, bottom in pixels


def place_names(
    points: Sequence[Named], *, top: float, bottom: float, gutters: float = 0.0
) -> list[Place | None]:
    """A place for each name in the order of importance, within `top`..`bottom`; None where there is no room.

    What has room on the narrowest drawing keeps it on every wider one, where everything moves apart.
    """
    placed: dict[int, Place] = {}
    for drawing, minor in ((NARROWEST - gutters, False), (ROOMY - gutters, True)):
        boxes = [_box(points[index], place, drawing) for index, place in placed.items()]
        markers = [_marker(point, drawing) for point in points]
        for index, point in enumerate(points):
            if index in placed:
                continue
            others = markers[:index] + markers[index + 1 :]
            for place in _options(point, minor=minor):
                wanted = _box(point, place, drawing)
                inside = wanted[0] >= 0 and wanted[1] <= drawing and wanted[2] >= top and wanted[3] <= bottom
                if inside and not _meets(wanted, boxes) and not _meets(wanted, others):
                    placed[index] = place
                    boxes.append(wanted)
                    break
    return [placed.get(index) for index in range(len(points))]


def _options(point: Named, *, minor: bool) -> Iterator[Place]:
    for offset in OFFSETS:
        for left in (point.left, not point.left):
            yield Place(-CLEAR if left else CLEAR, "end" if left else "start", point.y + offset, minor)


def _box(point: Named, place: Place, drawing: float) -> Box:
    """What a name takes, from the middle of its point on: what lies between them would move under it with width."""
    at = point.x * drawing / 100
    reach = place.shift + (-1 if place.anchor == "end" else 1) * text_width(point.label, bold=point.bold)
    return min(at, at + reach), max(at, at + reach), place.y - HALF, place.y + HALF


def _marker(point: Named, drawing: float) -> Box:
    at = point.x * drawing / 100
    return at - HALF + 1, at + HALF - 1, point.y - HALF + 1, point.y + HALF - 1


def _meets(wanted: Box, others: Iterable[Box]) -> bool:
    left, right, top, bottom = wanted
    return any(left < one[1] and one[0] < right and top < one[3] and one[2] < bottom for one in others)

"""A line over time: interval band, reference lines, periods still maturing.

Lines and bands, which SVG cannot place in per cent, are paths in a box PATH_WIDTH units wide that is stretched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scorecard.charts.labels import LINE, NARROWEST, anchored, text_width
from scorecard.charts.paths import Across, band, lines
from scorecard.charts.scales import Scale, reach
from scorecard.charts.ticks import Tick, axis_ticks, distinct_ticks, gutter

TOP, BELOW = 24.0, 28.0  # pixels above the plot (what is written over it) and below it (its periods)
WILD = 2.5  # intervals may always widen the scale by so many times the spread of the values, on either side
START, END = 2.0, 97.0  # per cent


@dataclass(frozen=True)
class Point:
    """One period of a trend; `state` is measured, maturing (drawn hollow and dashed) or missing."""

    label: str
    short: str
    value: float | None
    low: float | None
    high: float | None
    state: str
    title: str


@dataclass(frozen=True)
class Mark:
    """A drawn point: x in per cent, y in pixels."""

    x: float
    y: float
    state: str
    title: str


@dataclass(frozen=True)
class Line:
    """A horizontal reference line; its label stands above or below it, at the side where the data leaves room."""

    y: float
    label: str
    kind: str
    label_y: float
    anchor: str


@dataclass(frozen=True)
class Trend:
    """A line over time; `gutter` pixels left of it hold its scale, `beyond` are interval ends outside the scale."""

    height: int
    top: float
    bottom: float
    gutter: float
    path: str
    dashed: str
    band: str
    marks: tuple[Mark, ...]
    beyond: tuple[Mark, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    young_from: float | None
    young_label: Tick | None


def trend(
    points: Sequence[Point],
    *,
    height: int = 240,
    references: Sequence[tuple[float, str, str]] = (),
    tick_label: Callable[[float], str],
    limits: tuple[float | None, float | None] = (None, None),
    labels: int = 8,
    steps: int = 3,
) -> Trend | None:
    """Lay out a trend; None when no period has a value.

    `references` are (value, label, kind) lines, drawn when near the data; `limits` are the scale's natural ends;
    `labels` is the most periods named.
    """
    values = [point.value for point in points if point.value is not None]
    if not values:
        return None
    low, high = _domain(points, values, [reference[0] for reference in references], limits)
    ticks, tick_texts = distinct_ticks(low, high, steps, tick_label)
    left = gutter(tick_texts)
    x = Scale(0, len(points) - 1, START, END)
    y = Scale(ticks[0], ticks[-1], height - BELOW, TOP)
    marks = tuple(
        Mark(x(index), y(point.value), point.state, point.title)
        for index, point in enumerate(points)
        if point.value is not None
    )
    measured = [
        None if point.value is None else Across(x(index), y(point.value), point.state == "maturing")
        for index, point in enumerate(points)
    ]
    solid, dashed = lines(measured)
    young = _young_from(points, x)
    near = [one for one in references if ticks[0] <= one[0] <= ticks[-1]]
    return Trend(
        height=height,
        top=TOP,
        bottom=height - BELOW,
        gutter=left,
        path=solid,
        dashed=dashed,
        band=_band(points, x, y),
        marks=marks,
        beyond=_beyond(points, x, y),
        x_ticks=axis_ticks(
            [x(index) for index in range(len(points))],
            [point.short for point in points],
            gutters=left,
            most=labels,
        ),
        y_ticks=tuple(Tick(y(tick), text) for tick, text in zip(ticks, tick_texts, strict=True)),
        lines=_reference_lines(near, y, marks, NARROWEST - left, has_young=young is not None),
        young_from=young,
        young_label=None if young is None else _young_label(young, NARROWEST - left),
    )


def _domain(
    points: Sequence[Point],
    values: Sequence[float],
    references: Sequence[float],
    limits: tuple[float | None, float | None],
) -> tuple[float, float]:
    """The values, their intervals (unless so wild that the values would lie flat) and the references near them."""
    low, high = min(values), max(values)
    room = max(high - low, max(abs(low), abs(high)) * 0.1) or 1.0
    least, most = reach([(point.value, point.low, point.high) for point in points], WILD * room)
    if high - low <= room * 1e-9:
        low, high = low - room / 2, high + room / 2
    ends = [
        min(max(end, least), most)
        for point in points
        for end in (point.low, point.high)
        if end is not None and point.value is not None
    ]
    low, high = min([low, *ends]), max([high, *ends])
    near = 0.75 * max(high - low, room)
    for reference in references:
        if low - near <= reference <= high + near:
            low, high = min(low, reference), max(high, reference)
    if limits[0] is not None:
        low = max(low, limits[0])
    if limits[1] is not None:
        high = min(high, limits[1])
    return low, high


def _young_from(points: Sequence[Point], x: Scale) -> float | None:
    """Where the newest periods begin that are too young to have a value."""
    index = len(points)
    while index > 0 and points[index - 1].value is None and points[index - 1].state == "maturing":
        index -= 1
    if index == len(points):
        return None
    return round(x(index) - (END - START) / max(len(points) - 1, 1) / 2, 3)


def _young_label(young: float, drawing: float) -> Tick:
    text = "too young"
    middle = (young + 100) / 2
    if anchored(middle, text_width(text), drawing) == "middle":
        return Tick(round(middle, 3), text)
    return Tick(100.0, text, anchor="end")


def _band(points: Sequence[Point], x: Scale, y: Scale) -> str:
    """One closed shape per run of periods with an interval; it may leave the plot, which cuts it."""
    return band(
        None
        if point.value is None or point.low is None or point.high is None
        else (x(index), y.beyond(point.low), y.beyond(point.high))
        for index, point in enumerate(points)
    )


def _beyond(points: Sequence[Point], x: Scale, y: Scale) -> tuple[Mark, ...]:
    """Marks where an interval goes on outside the scale: `up` or `down`."""
    made = []
    for index, point in enumerate(points):
        if point.value is None:
            continue
        if point.high is not None and point.high > y.high:
            made.append(Mark(x(index), y.end, "up", point.title))
        if point.low is not None and point.low < y.low:
            made.append(Mark(x(index), y.start, "down", point.title))
    return tuple(made)


def _reference_lines(
    references: Sequence[tuple[float, str, str]],
    y: Scale,
    marks: Sequence[Mark],
    drawing: float,
    *,
    has_young: bool,
) -> tuple[Line, ...]:
    """Lines with labels that keep clear of each other, of "too young" and, where one side allows it, of the data."""
    made: list[Line] = []
    for value, label, kind in sorted(references, key=lambda one: y(one[0])):
        at = y(value)
        share = 100 * text_width(label) / drawing
        free = [
            (covered, place)
            for place in ((-4.0, "end"), (12.0, "end"), (-4.0, "start"), (12.0, "start"))
            if LINE * (2 if has_young and place[1] == "end" else 1) <= at + place[0] <= y.start - 2
            and not any(one.anchor == place[1] and abs(one.label_y - at - place[0]) < LINE for one in made)
            for covered in [_covers(marks, share, at + place[0], place[1])]
        ]
        offset, anchor = min(free, key=lambda one: one[0])[1] if free else (-4.0, "end")
        made.append(Line(at, label, kind, round(at + offset, 2), anchor))
    return tuple(made)


def _covers(marks: Sequence[Mark], share: float, baseline: float, anchor: str) -> int:
    """How many marks lie under a label that is `share` per cent wide."""
    return sum(
        (mark.x <= share if anchor == "start" else mark.x >= 100 - share) and abs(mark.y - baseline + 4) < 9
        for mark in marks
    )

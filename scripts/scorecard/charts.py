"""Scales, ticks and the geometry of every chart; the SVG itself is laid out in site/components/.

Horizontal positions are per cent of the drawing's width and vertical ones are pixels, so that one drawing is crisp
at any width: marks and text keep their size, only the space between them changes. Lines and bands, which SVG cannot
place in per cent, are paths in a box 1,000 units wide that is stretched to the same width.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PATH_WIDTH = 1000.0
LEFT, RIGHT = 1.5, 98.5  # per cent: keeps half a marker inside the drawing
LABEL_CHARACTER = 0.75  # per cent of a drawing about 900 pixels wide that one letter of a label takes
SCORE_STOPS = (0.0, 40.0, 70.0, 100.0)  # what floor, red, target and stretch score


@dataclass(frozen=True)
class Scale:
    """A linear map from values to positions, clamped to its ends."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 3)


def nice_ticks(low: float, high: float, about: int = 4) -> tuple[float, ...]:
    """Round values covering low..high, about `about` steps apart (1, 2, 2.5 or 5 times a power of ten)."""
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("ticks need finite ends")
    if high <= low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(multiple * power for multiple in (1, 2, 2.5, 5, 10) if multiple * power >= raw * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return tuple(round(index * step, 12) for index in range(first, last + 1))


def anchor_score(value: float, floor: float, red: float, target: float, stretch: float) -> float:
    """Where a value stands between its four anchors, 0 to 100; the anchors' order carries the direction.

    This is the axis of a bullet chart, so that red and target stand at the same place on every one of them.
    """
    sign = 1.0 if stretch >= floor else -1.0
    stops = [sign * stop for stop in (floor, red, target, stretch)]
    position = sign * value
    if position <= stops[0]:
        return 0.0
    for index in range(3):
        low, high = stops[index], stops[index + 1]
        if position <= high and high > low:
            share = (position - low) / (high - low)
            return SCORE_STOPS[index] + share * (SCORE_STOPS[index + 1] - SCORE_STOPS[index])
    return 100.0


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
class Tick:
    """A labelled position; `minor` labels give way on narrow screens."""

    at: float
    label: str
    minor: bool = False


@dataclass(frozen=True)
class Line:
    """A horizontal reference line with its label."""

    y: float
    label: str
    kind: str


@dataclass(frozen=True)
class Trend:
    """A line over time with its interval band, reference lines and maturing periods."""

    height: int
    path: str
    dashed: str
    band: str
    marks: tuple[Mark, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    young_from: float | None
    young_mid: float | None
    last: Mark | None
    last_label: str


def trend(
    points: Sequence[Point],
    *,
    height: int = 240,
    references: Sequence[tuple[float, str, str]] = (),
    tick_label: Callable[[float], str],
    limits: tuple[float | None, float | None] = (None, None),
    labels: int = 8,
    steps: int = 3,
    start: float = 4.0,
) -> Trend | None:
    """Lay out a trend; None when no period has a value.

    `references` are (value, label, kind) lines, drawn when near the data; `limits` are the scale's natural ends;
    `start` is where the first period stands, in per cent, which leaves room for the labels of the scale.
    """
    values = [point.value for point in points if point.value is not None]
    if not values:
        return None
    low, high = _domain(points, values, [reference[0] for reference in references], limits)
    ticks = nice_ticks(low, high, steps)
    y = Scale(ticks[0], ticks[-1], height - 28.0, 16.0)
    x = Scale(0, max(len(points) - 1, 1), start, 96.0)
    solid, dashed = _paths(points, x, y)
    marks = tuple(
        Mark(x(index), y(point.value), point.state, point.title)
        for index, point in enumerate(points)
        if point.value is not None
    )
    missing_tail = _missing_tail(points)
    young = None if missing_tail is None else x(missing_tail) - ((96.0 - start) / max(len(points) - 1, 1)) / 2
    return Trend(
        height=height,
        path=solid,
        dashed=dashed,
        band=_band(points, x, y),
        marks=marks,
        x_ticks=_x_ticks(points, x, labels),
        y_ticks=tuple(Tick(y(tick), tick_label(tick)) for tick in ticks),
        lines=tuple(
            Line(y(value), label, kind) for value, label, kind in references if ticks[0] <= value <= ticks[-1]
        ),
        young_from=young,
        young_mid=None if young is None else (young + 100) / 2,
        last=marks[-1],
        last_label=next(point.label for point in reversed(points) if point.value is not None),
    )


def _domain(
    points: Sequence[Point],
    values: Sequence[float],
    references: Sequence[float],
    limits: tuple[float | None, float | None],
) -> tuple[float, float]:
    """The values, their intervals (not beyond twice the values' own spread) and the references near them."""
    low, high = min(values), max(values)
    room = max(high - low, abs(high) * 0.1, 1e-6)
    if high - low < 1e-9:
        low, high = low - room / 2, high + room / 2
    ends = [
        end
        for point in points
        for end in (point.low, point.high)
        if end is not None and point.value is not None
    ]
    low = min([low, *(max(end, low - room) for end in ends)])
    high = max([high, *(min(end, high + room) for end in ends)])
    reach = max(high - low, room)
    for reference in references:
        if low - 0.75 * reach <= reference <= high + 0.75 * reach:
            low, high = min(low, reference), max(high, reference)
    if limits[0] is not None:
        low = max(low, limits[0])
    if limits[1] is not None:
        high = min(high, limits[1])
    return low, high


def _missing_tail(points: Sequence[Point]) -> int | None:
    """The first of the newest periods that are too young to have a value."""
    index = len(points)
    while index > 0 and points[index - 1].value is None and points[index - 1].state == "maturing":
        index -= 1
    return index if index < len(points) else None


def _x_ticks(points: Sequence[Point], x: Scale, labels: int) -> tuple[Tick, ...]:
    step = max(1, math.ceil(len(points) / labels))
    newest = len(points) - 1
    chosen = [index for index in range(len(points)) if (newest - index) % step == 0]
    return tuple(
        Tick(x(index), points[index].short, minor=(len(chosen) - 1 - order) % 2 == 1 and len(chosen) > 4)
        for order, index in enumerate(chosen)
    )


def _paths(points: Sequence[Point], x: Scale, y: Scale) -> tuple[str, str]:
    """The solid line through measured points and the dashed one that leads into maturing ones."""
    solid: list[str] = []
    dashed: list[str] = []
    before: tuple[str, str] | None = None
    for index, point in enumerate(points):
        if point.value is None:
            before = None
            continue
        here = f"{x(index) * PATH_WIDTH / 100:.1f},{y(point.value):.1f}"
        if before is not None:
            line = dashed if "maturing" in (point.state, before[1]) else solid
            line.append(f"M{before[0]}L{here}")
        before = (here, point.state)
    return "".join(solid), "".join(dashed)


def _band(points: Sequence[Point], x: Scale, y: Scale) -> str:
    """One closed shape per run of periods with an interval."""
    shapes: list[str] = []
    run: list[tuple[float, float, float]] = []
    for index, point in enumerate([*points, None]):
        if point is not None and point.value is not None and point.low is not None and point.high is not None:
            run.append((x(index) * PATH_WIDTH / 100, y(point.low), y(point.high)))
            continue
        if len(run) > 1:
            upper = "L".join(f"{at:.1f},{top:.1f}" for at, _, top in run)
            lower = "L".join(f"{at:.1f},{bottom:.1f}" for at, bottom, _ in reversed(run))
            shapes.append(f"M{upper}L{lower}Z")
        run = []
    return "".join(shapes)


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
    if high - low < 1e-9:
        low, high = low - 1, high + 1
    x = Scale(0, max(len(points) - 1, 1), 2.0, 96.0)
    y = Scale(low, high, height - 5.0, 5.0)
    solid, dashed = _paths(points, x, y)
    index = max(i for i, point in enumerate(points) if point.value is not None)
    end = points[index]
    assert end.value is not None
    return Spark(height, solid, dashed, Mark(x(index), y(end.value), end.state, end.title))


@dataclass(frozen=True)
class Span:
    """A value with its range on a horizontal axis, all in per cent; the range is None when there is none."""

    at: float
    low: float | None
    high: float | None


def span(value: float, low: float | None, high: float | None, scale: Scale) -> Span:
    """Place a value and its interval; an open end runs to the end of the scale."""
    if low is None and high is None:
        return Span(scale(value), None, None)
    return Span(
        scale(value),
        scale(low) if low is not None else scale.start,
        scale(high) if high is not None else scale.end,
    )


@dataclass(frozen=True)
class Bullet:
    """A value on the score axis: bands meet at 40 and 70, the interval lies along them."""

    span: Span
    cuts: tuple[float, float]
    labels: tuple[Tick, ...]
    reported: tuple[Tick, ...] = ()


def score_bullet(score: float, low: float | None, high: float | None) -> Bullet:
    """A score from 0 to 100 with its interval on bands 0-40-70-100."""
    scale = Scale(0, 100, 0, 100)
    return Bullet(
        span(score, low, high, scale), (40.0, 70.0), tuple(Tick(at, f"{at:.0f}") for at in SCORE_STOPS)
    )


def value_bullet(
    value: float,
    low: float | None,
    high: float | None,
    anchors: tuple[float, float, float, float],
    label: Callable[[float], str],
    reported: Sequence[tuple[float, str]] = (),
) -> Bullet:
    """A metric's value between its anchors, better always to the right; `reported` are others' numbers with a text."""
    at = anchor_score(value, *anchors)
    ends = [anchor_score(end, *anchors) if end is not None else None for end in (low, high)]
    if anchors[3] < anchors[0]:
        ends.reverse()
    known = (
        Span(at, ends[0], ends[1]) if None not in ends else span(at, ends[0], ends[1], Scale(0, 100, 0, 100))
    )
    if low is None and high is None:
        known = Span(at, None, None)
    ticks = tuple(Tick(stop, label(anchor)) for stop, anchor in zip(SCORE_STOPS, anchors, strict=True))
    others = tuple(Tick(anchor_score(other, *anchors), text) for other, text in reported)
    return Bullet(known, (40.0, 70.0), ticks, others)


def common_scale(
    rows: Sequence[tuple[float | None, float | None, float | None]],
    references: Sequence[float] = (),
    *,
    from_zero: bool = False,
) -> Scale:
    """One horizontal scale for rows of (value, low, high), references included when not far away."""
    values = [value for value, _, _ in rows if value is not None]
    if not values:
        return Scale(0, 1, LEFT, RIGHT)
    low, high = min(values), max(values)
    room = max(high - low, abs(high) * 0.15, 1e-9)
    for value, first, last in rows:
        if value is not None:
            low = min(low, max(first, low - room) if first is not None else low)
            high = max(high, min(last, high + room) if last is not None else high)
    for reference in references:
        if low - room <= reference <= high + room:
            low, high = min(low, reference), max(high, reference)
    return Scale(min(low, 0.0) if from_zero else low, high, LEFT, RIGHT)


@dataclass(frozen=True)
class Bar:
    """A bar from `start`, `width` wide, both in per cent."""

    start: float
    width: float


def diverging(values: Sequence[float]) -> tuple[float, tuple[Bar, ...]]:
    """Bars left and right of a shared zero; returns the zero's position and one bar per value."""
    low, high = min([0.0, *values]), max([0.0, *values])
    scale = Scale(low, high, 0.5, 99.5) if high > low else Scale(-1, 1, 0.5, 99.5)
    zero = scale(0)
    return zero, tuple(Bar(min(zero, scale(value)), round(abs(scale(value) - zero), 3)) for value in values)


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: a bar and where the next step starts, in per cent."""

    bar: Bar
    kind: str


def waterfall(levels: Sequence[float]) -> tuple[Step, ...]:
    """Levels and the losses between them: level, loss, level, loss, level … on one scale from zero."""
    scale = Scale(0, max([*levels, 1e-9]), 0, 100)
    steps: list[Step] = []
    for index, level in enumerate(levels):
        if index:
            before = levels[index - 1]
            left = min(scale(level), scale(before))
            steps.append(Step(Bar(left, round(abs(scale(before) - scale(level)), 3)), "loss"))
        steps.append(Step(Bar(0.0, scale(level)), "level"))
    return tuple(steps)


@dataclass(frozen=True)
class Spot:
    """A labelled point of the quadrant; `flip` puts the label on its left."""

    x: float
    y: float
    label_y: float
    label: str
    title: str
    flip: bool
    main: bool


@dataclass(frozen=True)
class Quadrant:
    """Two measures against each other, cut at a line each way."""

    height: int
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
    """Lay out (label, x value, y value, title, is the company) around the cut; labels that collide move apart."""
    x_ticks = nice_ticks(*_around(cut[0], [spot[1] for spot in spots]), 4)
    y_ticks = nice_ticks(*_around(cut[1], [spot[2] for spot in spots]), 4)
    x = Scale(x_ticks[0], x_ticks[-1], 7.0, 97.0)
    y = Scale(y_ticks[0], y_ticks[-1], height - 34.0, 18.0)
    places = [(x(one[1]), y(one[2])) for one in spots]
    drawn: list[Spot] = []
    taken: list[tuple[float, float, float]] = []
    for label, x_value, y_value, title, main in sorted(spots, key=lambda spot: (not spot[4], -spot[2])):
        at, height_at = x(x_value), y(y_value)
        flip = at > 70
        width = len(label) * LABEL_CHARACTER
        left = at - 1 - width if flip else at + 1
        offsets = (0, -15, 15, -28, 28, -42, 42)
        label_y = height_at + next(
            (
                offset
                for offset in offsets
                if not _collides(left, width, height_at + offset, taken)
                and not any(
                    left < px < left + width and abs(py - height_at - offset) < 9 for px, py in places
                )
            ),
            0,
        )
        taken.append((left, width, label_y))
        drawn.append(Spot(at, height_at, label_y, label, title, flip, main))
    return Quadrant(
        height=height,
        cut_x=x(cut[0]),
        cut_y=y(cut[1]),
        spots=tuple(drawn),
        x_ticks=tuple(Tick(x(tick), x_label(tick)) for tick in x_ticks),
        y_ticks=tuple(Tick(y(tick), y_label(tick)) for tick in y_ticks),
    )


def _collides(left: float, width: float, label_y: float, taken: Sequence[tuple[float, float, float]]) -> bool:
    return any(
        left < other + other_width and other < left + width and abs(label_y - other_y) < 14
        for other, other_width, other_y in taken
    )


def _around(cut: float, values: Sequence[float]) -> tuple[float, float]:
    """A range that holds the values and shows both sides of the cut."""
    low, high = min([cut, *values]), max([cut, *values])
    room = max(high - low, abs(cut) * 0.1) * 0.35
    return min(low, cut - room), max(high, cut + room)

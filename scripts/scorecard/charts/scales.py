"""Where a value stands: linear scales, the axis of scores, values with their intervals."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

PATH_WIDTH = 1000.0
LEFT, RIGHT = 1.5, 98.5  # per cent: keeps half a marker inside the drawing
USUAL = 1.6  # a scale goes this many times as far as the usual interval
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

    def beyond(self, value: float) -> float:
        """Where the value would be without the clamp, at most three lengths of the scale away."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = min(max((value - self.low) / (self.high - self.low), -3.0), 4.0)
        return round(self.start + share * (self.end - self.start), 3)


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
class Span:
    """A value with its range on a horizontal axis, all in per cent; the range is None when there is none.

    `before` and `after` say that the range goes on outside the scale.
    """

    at: float
    low: float | None
    high: float | None
    before: bool = False
    after: bool = False


def span(value: float, low: float | None, high: float | None, scale: Scale) -> Span:
    """Place a value and its interval; an open end runs to the end of the scale."""
    if low is None and high is None:
        return Span(scale(value), None, None)
    return Span(
        scale(value),
        scale(low) if low is not None else scale.start,
        scale(high) if high is not None else scale.end,
        before=low is None or low < scale.low,
        after=high is None or high > scale.high,
    )


Row = tuple[float | None, float | None, float | None]  # a value and the ends of its interval


def reach(rows: Sequence[Row], room: float) -> tuple[float, float]:
    """How far a scale may go for the intervals of its values: `room` beyond them, and far enough for a usual interval.

    A wild one is cut, so that it does not squeeze everything else. Raises ValueError when no row has a value.
    """
    values = [value for value, _, _ in rows if value is not None]
    below = [value - low for value, low, _ in rows if value is not None and low is not None]
    above = [high - value for value, _, high in rows if value is not None and high is not None]
    return (
        min(values) - max(room, USUAL * statistics.median_low(below) if below else 0.0),
        max(values) + max(room, USUAL * statistics.median_low(above) if above else 0.0),
    )


def common_scale(rows: Sequence[Row], references: Sequence[float] = (), *, from_zero: bool = False) -> Scale:
    """One horizontal scale for rows of (value, low, high), references included when not far away."""
    values = [value for value, _, _ in rows if value is not None]
    if not values:
        return Scale(0, 1, LEFT, RIGHT)
    low, high = min(values), max(values)
    room = max(high - low, max(abs(low), abs(high)) * 0.15) or 1.0
    least, most = reach(rows, room)
    ends = [
        min(max(end, least), most)
        for value, *span in rows
        if value is not None
        for end in span
        if end is not None
    ]
    near = [one for one in references if low - room <= one <= high + room]
    low, high = min([low, *ends, *near]), max([high, *ends, *near])
    if high - low <= max(abs(low), abs(high)) * 1e-12:
        low, high = low - room / 2, high + room / 2
    return Scale(min(low, 0.0) if from_zero else low, high, LEFT, RIGHT)


def kind_of(score: float | None) -> str:
    """`good`, `watch`, `act` by a score's tier, or `none` without one."""
    if score is None:
        return "none"
    return "good" if score >= SCORE_STOPS[2] else "watch" if score >= SCORE_STOPS[1] else "act"

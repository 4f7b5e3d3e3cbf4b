"""Round values along an axis, and which of its labels have room."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scorecard.charts.labels import NARROWEST, ROOMY, anchored, box, text_width

APART = 6.0  # pixels between two labels of an axis
SMALLEST = 1e-290  # a range below it is no range: its steps would underflow
MOST_DIGITS = 12  # decimals kept of a tick: its step is never finer


@dataclass(frozen=True)
class Tick:
    """A labelled position; `minor` labels give way where the drawing is narrower than ROOMY."""

    at: float
    label: str
    minor: bool = False
    anchor: str = "middle"


def nice_ticks(low: float, high: float, about: int = 4) -> tuple[float, ...]:
    """Round values covering low..high, about `about` steps apart (1, 2, 2.5 or 5 times a power of ten)."""
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("ticks need finite ends")
    if high - low <= max(max(abs(low), abs(high)) * 1e-12, SMALLEST):
        high = low + max(abs(low), SMALLEST * 1e3 if low else 1.0)
    raw = (high - low) / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(multiple * power for multiple in (1, 2, 2.5, 5, 10) if multiple * power >= raw * 0.999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    decimals = max(MOST_DIGITS, 3 - math.floor(math.log10(step)))
    return tuple(round(index * step, decimals) for index in range(first, last + 1))


def distinct_ticks(
    low: float, high: float, about: int, tick_label: Callable[[float], str]
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Round values and what is written at them: as many steps as can be told apart in print."""
    for steps in range(about, 0, -1):
        ticks = nice_ticks(low, high, steps)
        labels = tuple(map(tick_label, ticks))
        if len(set(labels)) == len(labels):
            return ticks, labels
    return ticks, tuple(label if label not in labels[:index] else "" for index, label in enumerate(labels))


def axis_ticks(
    places: Sequence[float], labels: Sequence[str], *, gutters: float = 0.0, most: int = 24
) -> tuple[Tick, ...]:
    """The labels of a horizontal axis that have room, counted from the last so that the newest is always there.

    `places` are per cent of the drawing, ascending; `gutters` the pixels beside it that its figure holds as well.
    """
    if not places:
        return ()
    narrow, roomy = NARROWEST - gutters, ROOMY - gutters
    widths = [text_width(label) for label in labels]
    anchors = [anchored(at, width, narrow) for at, width in zip(places, widths, strict=True)]

    def fits(step: int, drawing: float) -> bool:
        boxes = [
            box(places[index], widths[index], anchors[index], drawing)
            for index in range(len(places) - 1, -1, -step)
        ]
        return all(left[1] + APART <= right[0] for right, left in itertools.pairwise(boxes))

    wide = next(
        step for step in range(max(1, math.ceil(len(places) / most)), len(places) + 1) if fits(step, roomy)
    )
    times = next(times for times in range(1, len(places) + 1) if fits(wide * times, narrow))
    newest = len(places) - 1
    return tuple(
        Tick(places[index], labels[index], (newest - index) % (wide * times) != 0, anchors[index])
        for index in range(len(places))
        if (newest - index) % wide == 0
    )


def gutter(labels: Sequence[str], least: float = 0.0) -> float:
    """Pixels left of a drawing that the labels of its vertical axis need."""
    return math.ceil(max([least, *(text_width(label) + 8 for label in labels)]))

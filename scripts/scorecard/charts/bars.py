"""Bars on a shared zero, and the steps of a waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.charts.scales import Scale


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
    """Levels and what lies between them: level, loss (or gain), level … on one scale that holds zero."""
    scale = Scale(min([0.0, *levels]), max([*levels, 0.0]) or 1e-9, 0, 100)
    steps: list[Step] = []
    for index, level in enumerate(levels):
        if index:
            before = levels[index - 1]
            steps.append(Step(_between(scale, before, level), "gain" if level > before else "loss"))
        steps.append(Step(_between(scale, 0.0, level), "level"))
    return tuple(steps)


def _between(scale: Scale, one: float, other: float) -> Bar:
    return Bar(min(scale(one), scale(other)), round(abs(scale(one) - scale(other)), 3))

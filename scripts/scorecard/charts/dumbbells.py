"""Two teams' answers to the same items, and the gap between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scorecard.charts.scales import Scale
from scorecard.charts.ticks import Tick, axis_ticks, distinct_ticks

BESIDE = 140.0  # pixels the table's other columns leave of the narrowest drawing
START, END = 2.5, 97.5  # per cent: keeps half a marker inside the drawing


@dataclass(frozen=True)
class Pair:
    """One item with both teams' values and their texts; None is a team that did not answer, or too few of it."""

    name: str
    first: float | None
    second: float | None
    first_text: str
    second_text: str
    gap_text: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Bell:
    """A drawn item: places in per cent, None where there is no value."""

    pair: Pair
    first: float | None
    second: float | None

    @property
    def bar(self) -> tuple[float, float] | None:
        """From the left marker to the right one."""
        if self.first is None or self.second is None:
            return None
        return min(self.first, self.second), max(self.first, self.second)


@dataclass(frozen=True)
class Dumbbell:
    """Items on one scale, in the order given."""

    of: str
    first: str
    second: str
    gap: str
    bells: tuple[Bell, ...]
    ticks: tuple[Tick, ...]
    has_notes: bool


def dumbbell(
    items: Sequence[Pair],
    *,
    first: str,
    second: str,
    limits: tuple[float, float],
    tick_label: Callable[[float], str],
    of: str = "Item",
    gap: str = "Gap",
) -> Dumbbell | None:
    """Lay out items between the scale's `limits`; None when neither team has a value anywhere."""
    if all(item.first is None and item.second is None for item in items):
        return None
    ticks, labels = distinct_ticks(*limits, 4, tick_label)
    within = [
        (tick, label) for tick, label in zip(ticks, labels, strict=True) if limits[0] <= tick <= limits[1]
    ]
    x = Scale(*limits, START, END)
    return Dumbbell(
        of=of,
        first=first,
        second=second,
        gap=gap,
        bells=tuple(
            Bell(
                item,
                x(item.first) if item.first is not None else None,
                x(item.second) if item.second is not None else None,
            )
            for item in items
        ),
        ticks=tuple(
            tick
            for tick in axis_ticks(
                [x(tick) for tick, _ in within], [label for _, label in within], gutters=BESIDE
            )
            if not tick.minor
        ),
        has_notes=any(item.note for item in items),
    )

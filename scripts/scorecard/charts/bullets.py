"""A value between its thresholds, on the axis of scores."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scorecard.charts.labels import NARROWEST, box, fit, text_width
from scorecard.charts.scales import SCORE_STOPS, Scale, Span, anchor_score, span
from scorecard.charts.ticks import APART, Tick

LONGEST = 140.0  # pixels a threshold's label may take


@dataclass(frozen=True)
class Bullet:
    """A value on the score axis: bands meet at 40 and 70, the interval lies along them.

    Every second label stands a line lower where they are `staggered`, for want of room.
    """

    span: Span
    cuts: tuple[float, float]
    labels: tuple[Tick, ...]
    reported: tuple[Tick, ...] = ()
    staggered: bool = False


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
    ticks = tuple(
        Tick(stop, fit(label(anchor), LONGEST), anchor=side)
        for stop, anchor, side in zip(SCORE_STOPS, anchors, ("start", "middle", "middle", "end"), strict=True)
    )
    others = tuple(Tick(anchor_score(other, *anchors), text) for other, text in reported)
    return Bullet(known, (40.0, 70.0), ticks, others, staggered=_meet(ticks))


def _meet(ticks: Sequence[Tick]) -> bool:
    boxes = [box(tick.at, text_width(tick.label), tick.anchor, NARROWEST) for tick in ticks]
    return any(left[1] + APART > right[0] for left, right in itertools.pairwise(boxes))

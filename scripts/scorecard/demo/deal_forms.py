"""Closed forms of the deal metrics: discounts, quarter ends, and the sales cycle by numerical integration."""

from __future__ import annotations

import numpy as np

from scorecard.demo import closed_forms
from scorecard.demo.chance import Floats, normal_quantile
from scorecard.demo.clock import LATE_DAYS
from scorecard.demo.deals import CYCLE_SPREAD
from scorecard.demo.worlds import SEGMENT_SHARES

QUARTER_DAYS = 365.25 / 4
PLACES = (np.arange(5) + 0.5) / 5


def discounts(late_by_segment: Floats, discount_tail: float, premium: float) -> dict[str, float]:
    """Return list-weighted mean discounts: all, late, rest, and the crude and the like-for-like difference."""
    lists = closed_forms.segment_list_shares()
    base = closed_forms.mean_discounts(np.array(discount_tail))
    late, rest = lists * late_by_segment, lists * (1 - late_by_segment)
    mean_late = float((late * (base + premium)).sum() / late.sum())
    mean_rest = float((rest * base).sum() / rest.sum())
    return {
        "all": float((lists * (base + premium * late_by_segment)).sum()),
        "late": mean_late,
        "rest": mean_rest,
        "crude": mean_late - mean_rest,
        "standardised": float(premium),
        "late_list_share": float(late.sum()),
    }


def won_cycle(
    median_days: float, late_by_segment: Floats, cycles: int = 240, openings: int = 91
) -> tuple[Floats, Floats]:
    """Return days from opening to winning and their weights, averaged over the day of the quarter a deal opens on.

    The undisturbed cycle is lognormal; a deal is then moved into the last ten days of the quarter it would close in
    with the late probability, and out of them without.
    """
    cycle = median_days * np.exp(CYCLE_SPREAD * normal_quantile((np.arange(cycles) + 0.5) / cycles))
    opened = ((np.arange(openings) + 0.5) / openings * QUARTER_DAYS)[:, None]
    raw = opened + cycle[None, :]
    start = np.floor(raw / QUARTER_DAYS) * QUARTER_DAYS
    window = start + QUARTER_DAYS - LATE_DAYS
    inside = raw >= window
    late = float(np.dot(SEGMENT_SHARES, late_by_segment))
    times, weights = [], []
    for place in PLACES:
        low = np.maximum(start, opened)
        earlier = np.where(low < window, low + place * (window - low), start + QUARTER_DAYS + place * 20)
        times += [
            np.where(inside, raw, window + place * LATE_DAYS) - opened,
            np.where(inside, earlier, raw) - opened,
        ]
        weights += [np.full(raw.shape, late), np.full(raw.shape, 1 - late)]
    weight = np.concatenate([part.ravel() for part in weights])
    return np.concatenate([part.ravel() for part in times]), weight / weight.sum()


def median_cycle(median_days: float, late_by_segment: Floats, win_share: float) -> float:
    """Return the median days from opening to closing, won and lost together; lost deals keep the undisturbed cycle."""
    won, weight = won_cycle(median_days, late_by_segment)
    lost = median_days * np.exp(CYCLE_SPREAD * normal_quantile((np.arange(4000) + 0.5) / 4000))
    days = np.concatenate([won, lost])
    mass = np.concatenate([weight * win_share, np.full(lost.size, (1 - win_share) / lost.size)])
    order = np.argsort(days)
    return float(days[order][np.searchsorted(np.cumsum(mass[order]), 0.5)])


def won_within(days: float, median_days: float, late_by_segment: Floats) -> float:
    """Return P(cycle ≤ days | won)."""
    times, weight = won_cycle(median_days, late_by_segment)
    return float(weight[times <= days].sum())


def won_by(days: Floats, median_days: float, late_share: float) -> Floats:
    """Return P(cycle ≤ days | won) at several numbers of days, for one late share; on a coarse grid."""
    times, weight = won_cycle(median_days, np.full(len(SEGMENT_SHARES), late_share), cycles=80, openings=31)
    order = np.argsort(times)
    reached = np.append(0.0, np.cumsum(weight[order]))
    return np.asarray(reached[np.searchsorted(times[order], days, side="right")])

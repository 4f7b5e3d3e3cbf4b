"""Time in the demo: seconds and days since 1970 (UTC), months and quarters, and the hours people work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from scorecard.demo.chance import Bools, Floats, Ints

DAY = 86_400
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
LATE_DAYS = 10
WORK_HOURS = 10.0
FIRST_WORK_HOUR = np.array([13.0, 7.0, 11.0])  # UTC hour at which work begins in each region
GROWTH = 0.20  # lead volume at the end over that at the start, less one


@dataclass(frozen=True)
class Span:
    """The demo's calendar: `months` whole months ending at `as_of`; edges in days since 1970."""

    months: int
    month_starts: Ints  # (months + 1,): the last is as_of
    quarter_starts: Ints  # calendar quarters from the one holding the start to the one after as_of

    @property
    def start(self) -> int:
        return int(self.month_starts[0]) * DAY

    @property
    def end(self) -> int:
        return int(self.month_starts[-1]) * DAY

    def month_of(self, seconds: Ints) -> Ints:
        """Return the month index 0..months-1 of each instant; outside instants take the nearest month."""
        month = np.searchsorted(self.month_starts, seconds // DAY, side="right") - 1
        return np.clip(month, 0, self.months - 1)

    def quarter_of(self, seconds: Ints) -> Ints:
        """Return the position of each instant in `quarter_starts`; outside instants take the nearest."""
        quarter = np.searchsorted(self.quarter_starts, seconds // DAY, side="right") - 1
        return np.clip(quarter, 0, self.quarter_starts.size - 2)

    def quarter_bounds(self, seconds: Ints) -> tuple[Ints, Ints]:
        """Return the first second of each instant's quarter and the first second after it."""
        quarter = self.quarter_of(seconds)
        return self.quarter_starts[quarter] * DAY, self.quarter_starts[quarter + 1] * DAY

    def is_late(self, seconds: Ints) -> Bools:
        """Say which instants fall in the last ten days of their quarter."""
        return seconds >= self.quarter_bounds(seconds)[1] - LATE_DAYS * DAY

    @property
    def month_volume(self) -> Floats:
        """The share of leads expected in each month: working days and growth."""
        days = np.arange(self.month_starts[0], self.month_starts[-1])
        place = np.searchsorted(self.month_starts, days, side="right") - 1
        return np.bincount(place, weights=day_weights(days), minlength=self.months).astype(float)

    def by_quarter(self, per_month: Floats) -> Floats:
        """Average a per-month vector over each quarter, weighted by lead volume (else its nearest month)."""
        volume = self.month_volume
        middles = (self.month_starts[:-1] + self.month_starts[1:]) // 2
        quarter = self.quarter_of(middles * DAY)
        values = np.empty((self.quarter_starts.size - 1, *per_month.shape[1:]))
        for position in range(values.shape[0]):
            inside = quarter == position
            nearest = 0 if position < quarter[0] else self.months - 1
            values[position] = (
                np.average(per_month[inside], axis=0, weights=volume[inside])
                if inside.any()
                else per_month[nearest]
            )
        return values


def span(months: int) -> Span:
    """Return the calendar of a company whose data covers `months` whole months up to AS_OF."""
    last = AS_OF.year * 12 + AS_OF.month - 1
    first = last - months
    starts = [_day(month) for month in range(first, last + 1)]
    quarters = [_day(month) for month in range(first - first % 3, last + 7, 3)]
    return Span(months, np.array(starts, dtype=np.int64), np.array(quarters, dtype=np.int64))


def _day(month: int) -> int:
    return (date(month // 12, month % 12 + 1, 1) - date(1970, 1, 1)).days


def to_date(day: int) -> date:
    """Return the date of a day number."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + int(day))


def weekday(day: Ints) -> Ints:
    """Return 0 (Monday) to 6 (Sunday) for day numbers."""
    return (day + 3) % 7


def day_weights(days: Ints) -> Floats:
    """Return the relative number of leads first worked on each day: growing, and few at weekends."""
    progress = (days - days[0]) / max(1, days.size - 1)
    return (1 + GROWTH * progress) * np.where(weekday(days) < 5, 1.0, 0.06)


def work_moments(rng: np.random.Generator, span: Span, region: Ints, slack_days: int = 6) -> Ints:
    """Draw instants at which people work, spread over the span with growth, few of them at weekends.

    The last `slack_days` lie after as_of, for things that begin before it and end after it.
    """
    days = np.arange(span.month_starts[0], span.month_starts[-1] + slack_days)
    edges = np.cumsum(day_weights(days))
    edges /= edges[-1]
    day = days[np.searchsorted(edges, rng.random(region.size), side="right").clip(max=days.size - 1)]
    hour = FIRST_WORK_HOUR[region] + WORK_HOURS * rng.beta(1.6, 1.8, region.size)
    return day * DAY + (hour * 3600).astype(np.int64)


def at_work(seconds: Ints, region: Ints) -> Ints:
    """Squeeze the 24 hours around the middle of a region's working day into its working hours, and empty weekends.

    Each instant moves by seven hours at most (by a day more at weekends) and by nothing on average.
    """
    middle = ((FIRST_WORK_HOUR[region] + WORK_HOURS / 2 - 12) * 3600).astype(np.int64)
    day, rest = np.divmod(seconds - middle, DAY)
    hour = FIRST_WORK_HOUR[region] + WORK_HOURS * rest / DAY
    shift = np.array([0, 0, 0, 0, 0, -1, 1])[weekday(day)]
    return (day + shift) * DAY + (hour * 3600).astype(np.int64)


def keep_bracket(moved: Ints, original: Ints, base: Ints, edge_days: tuple[float, ...], after: Ints) -> Ints:
    """Return `moved` where it stays after `after` and between the same horizons (in days from `base`), else `original`.

    Moving events to working hours must not carry them over a horizon a metric counts by.
    """
    edges = np.array(edge_days) * DAY
    same = np.searchsorted(edges, moved - base, side="left") == np.searchsorted(
        edges, original - base, side="left"
    )
    return np.where(same & (moved > after), moved, original)

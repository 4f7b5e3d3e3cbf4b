"""Days of a quarter as a calendar: weeks across, weekdays down, the area of a dot is the amount."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scorecard.charts.labels import LINE, NARROWEST, fit, text_width
from scorecard.charts.tables import Table
from scorecard.charts.ticks import Tick, axis_ticks, gutter

TOP, ROW = 22.0, 20.0  # pixels: room for the months, and from one weekday to the next
LARGEST = 9.0  # pixels: the radius of the largest day
UNKNOWN, NOTHING = 3.0, 1.2  # pixels: a day whose amount is not known, and one without any


@dataclass(frozen=True)
class BookedDay:
    """What one day brought: `text` is the amount as printed, `note` what else to say, such as the number of deals."""

    on: date
    value: float | None
    text: str
    note: str = ""


@dataclass(frozen=True)
class Dot:
    """A day: x in per cent, y and radius in pixels; kind is booked, late, below, unknown or nothing."""

    x: float
    y: float
    radius: float
    kind: str
    title: str


@dataclass(frozen=True)
class Block:
    """Days of the late window in one week: x and width in per cent, y and height in pixels."""

    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class BookingCalendar:
    """A quarter's days; the late window is shaded and named below, beside the largest day."""

    height: float
    gutter: float
    dots: tuple[Dot, ...]
    late: tuple[Block, ...]
    months: tuple[Tick, ...]
    weekdays: tuple[Tick, ...]
    late_label: str
    late_y: float
    largest: str
    largest_y: float
    table: Table


def booking_calendar(
    days: Sequence[BookedDay],
    *,
    first: date,
    last: date,
    late_from: date | None = None,
    late_label: str = "late window",
    of: str = "Booked",
    day_label: Callable[[date], str] = "{:%a}".format,
    month_label: Callable[[date], str] = "{:%b}".format,
) -> BookingCalendar | None:
    """Lay out the days from `first` to `last`; None when none of them has an amount. Days not given brought nothing."""
    known = {day.on: day for day in days if first <= day.on <= last}
    amounts = [abs(day.value) for day in known.values() if day.value is not None]
    top = max(amounts, default=0.0)
    if top == 0:
        return None
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    week = timedelta(days=7)
    names = [day_label(monday + timedelta(days=index)) for index in range(7)]
    left = gutter(names)
    largest = max(known.values(), key=lambda day: abs(day.value or 0.0))
    below = fit(f"largest: {largest.text} on {largest.on:%Y-%m-%d}", NARROWEST - left)
    late_text = late_label if late_from is not None and late_from <= last else ""
    foot = TOP + 7 * ROW + 12
    beside = text_width(below) + text_width(late_text) + 14 <= NARROWEST - left
    radius = min(LARGEST, (NARROWEST - left) / weeks / 2)
    starts = [on for on in _days(first, last) if on == first or on.day == 1]
    return BookingCalendar(
        height=foot + 4 + (0 if beside else LINE),
        gutter=left,
        dots=tuple(
            _dot(
                on,
                known.get(on),
                x=round(((on - monday) // week + 0.5) * 100 / weeks, 3),
                scale=radius / math.sqrt(top),
                is_late=late_from is not None and on >= late_from,
            )
            for on in _days(first, last)
        ),
        late=tuple(_late(max(late_from, first), last, monday, weeks)) if late_from is not None else (),
        months=axis_ticks(
            [round((on - monday) // week * 100 / weeks, 3) for on in starts],
            [month_label(on) for on in starts],
            gutters=left,
        ),
        weekdays=tuple(Tick(TOP + (index + 0.5) * ROW, name) for index, name in enumerate(names)),
        late_label=late_text,
        late_y=foot,
        largest=below,
        largest_y=foot if beside else foot + LINE,
        table=_table(known, of),
    )


def _days(first: date, last: date) -> Iterator[date]:
    for index in range((last - first).days + 1):
        yield first + timedelta(days=index)


def _dot(on: date, day: BookedDay | None, *, x: float, scale: float, is_late: bool) -> Dot:
    y = TOP + (on.weekday() + 0.5) * ROW
    if day is None or day.value == 0:
        return Dot(x, y, NOTHING, "nothing", f"{on:%Y-%m-%d}: nothing booked")
    title = f"{on:%Y-%m-%d}: {day.text}{f', {day.note}' if day.note else ''}"
    if day.value is None:
        return Dot(x, y, UNKNOWN, "unknown", title)
    kind = "below" if day.value < 0 else "late" if is_late else "booked"
    return Dot(x, y, round(max(scale * math.sqrt(abs(day.value)), NOTHING), 2), kind, title)


def _late(start: date, last: date, monday: date, weeks: int) -> Iterator[Block]:
    """The late window as one block per week it touches."""
    for index in range(weeks):
        begins = max(start, monday + timedelta(days=7 * index))
        ends = min(last, monday + timedelta(days=7 * index + 6))
        if begins <= ends:
            rows = (ends - begins).days + 1
            yield Block(
                round(index * 100 / weeks, 3), round(100 / weeks, 3), TOP + begins.weekday() * ROW, rows * ROW
            )


def _table(known: Mapping[date, BookedDay], of: str) -> Table:
    return Table(
        ("Day", of, "Note"),
        tuple((f"{on:%Y-%m-%d}", day.text, day.note) for on, day in sorted(known.items())),
        notes=True,
    )

"""What a score promised against what came: bands of the score around the diagonal where both agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scorecard.charts.labels import NARROWEST, fit
from scorecard.charts.placing import Named, Place, place_names
from scorecard.charts.scales import PATH_WIDTH, Scale
from scorecard.charts.tables import Table
from scorecard.charts.ticks import Tick, axis_ticks, distinct_ticks, gutter

HEIGHT = 320.0
TOP, BELOW = 22.0, 42.0
NAME = 120.0  # pixels a band's name may take
END = 97.0  # per cent: keeps half a marker inside the drawing


@dataclass(frozen=True)
class CalibrationBand:
    """One band of the score: what it predicted, what was observed with its interval; `thin` rests on few records."""

    name: str
    predicted: float
    observed: float | None
    low: float | None
    high: float | None
    text: str
    sample: str
    thin: bool = False


@dataclass(frozen=True)
class Observed:
    """A drawn band: x in per cent, the rest in pixels; its name has no place where it would meet another's."""

    x: float
    y: float
    low: float | None
    high: float | None
    thin: bool
    label: str
    place: Place | None
    title: str


@dataclass(frozen=True)
class Calibration:
    """Bands on two equal scales, and the diagonal from corner to corner."""

    height: float
    top: float
    bottom: float
    gutter: float
    diagonal: str
    bands: tuple[Observed, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_axis: str
    y_axis: str
    table: Table


def calibration(
    bands: Sequence[CalibrationBand], *, tick_label: Callable[[float], str], x_axis: str, y_axis: str
) -> Calibration | None:
    """Lay out bands; None when none was observed. Both axes, named with their unit, have one scale from zero."""
    drawn = [band for band in bands if band.observed is not None]
    if not drawn:
        return None
    ends = [band.predicted for band in drawn] + [band.observed or 0.0 for band in drawn]
    ends += [end for band in drawn for end in (band.low, band.high) if end is not None]
    ticks, labels = distinct_ticks(min(0.0, *ends), max(ends), 4, tick_label)
    left = gutter(labels)
    x = Scale(ticks[0], ticks[-1], 0.0, END)
    y = Scale(ticks[0], ticks[-1], HEIGHT - BELOW, TOP)
    return Calibration(
        height=HEIGHT,
        top=TOP,
        bottom=HEIGHT - BELOW,
        gutter=left,
        diagonal=f"M0,{HEIGHT - BELOW:g}L{END * PATH_WIDTH / 100:g},{TOP:g}",
        bands=tuple(_observed(drawn, x, y, left)),
        x_ticks=axis_ticks([x(tick) for tick in ticks], labels, gutters=left),
        y_ticks=tuple(Tick(y(tick), label) for tick, label in zip(ticks, labels, strict=True)),
        x_axis=fit(x_axis, NARROWEST - left),
        y_axis=fit(y_axis, NARROWEST),
        table=Table(
            ("Band", "Predicted", "Observed", "95 % interval", "Records"),
            tuple(
                (
                    band.name,
                    tick_label(band.predicted),
                    tick_label(band.observed) if band.observed is not None else "not known",
                    _interval(band, tick_label),
                    band.sample,
                )
                for band in bands
            ),
        ),
    )


def _observed(bands: Sequence[CalibrationBand], x: Scale, y: Scale, left: float) -> Iterator[Observed]:
    """Every band with its name on the side away from the diagonal, where there is room."""
    points = [
        Named(
            x(band.predicted),
            y(band.observed or 0.0),
            fit(band.name, NAME),
            left=(band.observed or 0.0) >= band.predicted,
        )
        for band in bands
    ]
    places = place_names(points, top=TOP - 8, bottom=HEIGHT - BELOW, gutters=left)
    for band, point, place in zip(bands, points, places, strict=True):
        yield Observed(
            x=point.x,
            y=point.y,
            low=y(band.low) if band.low is not None else None,
            high=y(band.high) if band.high is not None else None,
            thin=band.thin,
            label=point.label,
            place=place,
            title=band.text,
        )


def _interval(band: CalibrationBand, tick_label: Callable[[float], str]) -> str:
    if band.low is None or band.high is None:
        return ""
    return f"{tick_label(band.low)} to {tick_label(band.high)}"

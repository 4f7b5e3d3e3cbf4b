"""How many are still waiting, or are done, after a time: step curves with bands and horizons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scorecard.charts.labels import LINE, NARROWEST, ROOMY, fit, text_width
from scorecard.charts.paths import step_band, steps
from scorecard.charts.scales import Scale
from scorecard.charts.tables import Table
from scorecard.charts.ticks import Tick, axis_ticks, distinct_ticks, gutter

HEIGHT = 260.0
TOP, BELOW = 24.0, 42.0  # pixels: horizons above the plot; scale and its name below it
MOST = 4  # curves that can be told apart by dash and shape
SIGNS = ("●", "◆", "■", "▲")
APART = 2 * LINE + 2  # pixels from one curve's name to the next
BESIDE = 10.0  # pixels from a curve's end to its name


@dataclass(frozen=True)
class SurvivalStep:
    """From `at` on the share holds until the next step; `text` is what is printed of it."""

    at: float
    share: float
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True)
class SurvivalCurve:
    """One group's curve; without a median it was not reached."""

    name: str
    steps: tuple[SurvivalStep, ...]
    median: float | None = None
    median_text: str = ""


@dataclass(frozen=True)
class Horizon:
    """A time that counts, such as a promise, with its label."""

    at: float
    label: str


@dataclass(frozen=True)
class Curve:
    """A drawn curve: step line and band in the stretched box, its end and where its median is reached."""

    number: int
    path: str
    band: str
    end_x: float
    end_y: float
    median_x: float | None
    median_y: float | None
    name: str
    ending: str
    label_y: float
    anchor: str
    title: str


@dataclass(frozen=True)
class Survival:
    """Curves over time from zero, shares from zero to one."""

    height: float
    top: float
    bottom: float
    gutter: float
    curves: tuple[Curve, ...]
    horizons: tuple[Tick, ...]
    marks: tuple[tuple[float, str], ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    axis: str
    table: Table


def survival(
    curves: Sequence[SurvivalCurve],
    *,
    horizons: Sequence[Horizon] = (),
    tick_label: Callable[[float], str],
    axis: str,
) -> Survival | None:
    """Lay out step curves; None when no curve has a step. `axis` names the time axis with its unit.

    Raises ValueError for more curves than can be told apart, or steps that are not in the order of time.
    """
    drawn = [curve for curve in curves if curve.steps]
    if len(drawn) > MOST:
        raise ValueError(f"{len(drawn)} curves cannot be told apart; draw {MOST} at most.")
    for curve in drawn:
        if any(later.at < step.at for step, later in zip(curve.steps, curve.steps[1:], strict=False)):
            raise ValueError(f"The steps of {curve.name!r} are not in the order of time.")
    if not drawn:
        return None
    latest = max([step.at for curve in drawn for step in curve.steps] + [one.at for one in horizons])
    times, texts = distinct_ticks(0.0, latest if latest > 0 else 1.0, 5, tick_label)
    shares = [Tick(share, f"{share:.0f} %") for share in (0.0, 25.0, 50.0, 75.0, 100.0)]
    left = gutter([tick.label for tick in shares])
    x = Scale(0.0, latest or 1.0, 0.0, 100.0)
    y = Scale(0.0, 1.0, HEIGHT - BELOW, TOP)
    within = [(at, text) for at, text in zip(times, texts, strict=True) if at <= x.high]
    ordered = sorted(horizons, key=lambda one: one.at)
    return Survival(
        height=HEIGHT,
        top=TOP,
        bottom=HEIGHT - BELOW,
        gutter=left,
        curves=tuple(_curves(drawn, x, y, NARROWEST - left)),
        horizons=axis_ticks([x(one.at) for one in ordered], [one.label for one in ordered], gutters=left),
        marks=tuple((x(one.at), one.label) for one in ordered),
        x_ticks=axis_ticks([x(at) for at, _ in within], [text for _, text in within], gutters=left),
        y_ticks=tuple(Tick(y(tick.at / 100), tick.label) for tick in shares),
        axis=fit(axis, NARROWEST - left),
        table=_table(drawn, axis, tick_label),
    )


def _curves(curves: Sequence[SurvivalCurve], x: Scale, y: Scale, drawing: float) -> Iterator[Curve]:
    """Every curve with its name near its end, clear of the other names and, where it can be, of the lines."""
    taken: list[float] = []
    for index, curve in enumerate(curves):
        ending = curve.median_text if curve.median is not None else "median not reached"
        last = curve.steps[-1]
        at, height = x(last.at), y(last.share)
        anchor = "end" if at > 50 else "start"
        room = max(at, 100 - at) / 100 * drawing - BESIDE
        name = f"{SIGNS[index]} {fit(curve.name, room - text_width('● ', bold=True), bold=True)}"
        ending = fit(ending, room)
        share = 100 * (max(text_width(name, bold=True), text_width(ending)) + BESIDE) / ROOMY
        left, right = (at - share, at) if anchor == "end" else (at, at + share)
        under = [y(step.share) for one in curves for step in one.steps if left <= x(step.at) <= right]
        label_y = _label_y(y, height, under, taken)
        taken.append(label_y)
        yield Curve(
            number=index + 1,
            path=steps([(x(step.at), y(step.share)) for step in curve.steps]),
            band=step_band(
                [
                    (x(step.at), y(step.low), y(step.high))
                    for step in curve.steps
                    if step.low is not None and step.high is not None
                ]
            ),
            end_x=at,
            end_y=height,
            median_x=x(curve.median) if curve.median is not None else None,
            median_y=y(0.5) if curve.median is not None else None,
            name=name,
            ending=ending,
            label_y=label_y,
            anchor=anchor,
            title=f"{curve.name}: {ending}; {last.text} at the end",
        )


def _label_y(y: Scale, height: float, under: Sequence[float], taken: Sequence[float]) -> float:
    """A baseline for two lines near `height` that no name has, with as few points of a line `under` it as can be."""
    options = [
        baseline
        for distance in range(0, int(y.start - y.end), 3)
        for baseline in (height - 8 - LINE - distance, height + 16 + distance)
        if y.end + 10 <= baseline <= y.start - 5 - LINE and all(abs(baseline - one) >= APART for one in taken)
    ]
    return min(
        options,
        key=lambda baseline: (
            12 * sum(-11 < one - baseline < 4 + LINE for one in under) + abs(baseline + 3 - height)
        ),
    )


def _table(curves: Sequence[SurvivalCurve], axis: str, tick_label: Callable[[float], str]) -> Table:
    return Table(
        ("Group", axis[:1].upper() + axis[1:], "Share"),
        tuple((curve.name, tick_label(step.at), step.text) for curve in curves for step in curve.steps),
    )

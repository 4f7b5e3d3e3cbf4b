"""Every chart component with example data, the awkward kinds included, on one page that is never published.

    python -m tests.gallery --out target/gallery

writes gallery.html and, where Chromium is, its pictures: wide, on a phone, dark, on paper and without colour. The unit
tests measure the same drawings, the browser tests look at the same page.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

from scorecard import charts
from scorecard.pages import templating
from scorecard.pages.metric_page import SegmentChart, SegmentRow

PROJECT = Path(__file__).resolve().parent.parent
CSS = ("tokens", "text", "frame", "parts", "charts", "print")
LONG = "A name of five hundred characters that someone typed into a field meant for twenty " * 6
LONG = LONG[:500]
ARABIC = "قناة الشركاء في الشرق الأوسط"
HOSTILE = "<b onclick=\"alert('x')\">{{ 7*7 }}</b> *Sales* & `co`"
NAMES = ("Enterprise", LONG, ARABIC, HOSTILE, "中小企业 👩🏽‍🚀 north", "Mid-market")


@dataclass(frozen=True)
class Example:
    """A drawn component: what it shows, and its HTML."""

    id: str
    title: str
    html: str


def examples() -> list[Example]:
    """Every component with ordinary and awkward data."""
    environment = templating.environment(PROJECT / "site")

    def macro(file: str, name: str) -> Callable[..., str]:
        return getattr(environment.get_template(f"components/{file}.html.j2").module, name)

    made = []
    for family in (_stacks, _heats, _ledgers, _calendars, _survivals, _distributions, _dumbbells, _calibrations,
                   _trends, _quadrants, _bullets, _sparks, _rows):  # fmt: skip
        for number, (title, file, name, arguments) in enumerate(family()):
            id_ = f"{family.__name__[1:]}-{number}"
            made.append(Example(id_, title, str(macro(file, name)(*arguments(id_)))))
    return made


def page(scheme: str = "default", *, ordinary: bool = False) -> str:
    """The gallery as one self-contained HTML page in the light (`default`) or dark (`slate`) colours.

    With `ordinary` it holds only the first example of every component, without the awkward ones.
    """
    css = "".join((PROJECT / "site/assets/css" / f"{name}.css").read_text(encoding="utf-8") for name in CSS)
    parts = "".join(
        f'<section><h2 id="at-{one.id}">{Markup.escape(one.title)}</h2>{one.html}</section>'
        for one in examples()
        if one.id.endswith("-0") or not ordinary
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gallery of charts</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<style>{css}</style></head><body data-md-color-scheme="{scheme}"><main class="md-grid">'
        f'<div class="md-content__inner sc"><h1>Gallery of charts</h1>{parts}</div></main></body></html>'
    )


Made = tuple[str, str, str, Callable[[str], tuple[Any, ...]]]


def _show(title: str, file: str, chart: Any, description: str, why: str = "", name: str = "") -> Made:
    return title, file, name or file, lambda id_: (chart, id_, title, description, True, why)


def _percent(value: float) -> str:
    return f"{value * 100:.0f} %"


def _plain(value: float) -> str:
    return f"{value:g}"


def _stacks() -> Iterator[Made]:
    channels = (
        "Paid search",
        "Events",
        "Partners",
        "Organic",
        "Outbound",
        "Webinars",
        "Referral",
        "Nobody claims it",
    )
    rules = {
        "First touch": (0.31, 0.2, 0.12, 0.14, 0.08, 0.05, 0.02, 0.08),
        "Last touch": (0.12, 0.08, 0.25, 0.1, 0.3, 0.04, 0.03, 0.08),
        "Linear": (0.21, 0.15, 0.18, 0.12, 0.18, 0.05, 0.03, 0.08),
        "Position based, 40-20-40": (0.22, 0.15, 0.19, 0.11, 0.17, 0.05, 0.03, 0.08),
    }
    rows = [
        charts.StackRow(
            rule,
            tuple(
                charts.StackPart(n, v, f"{v * 100:.1f} %", n.startswith("Nobody"))
                for n, v in zip(channels, values, strict=True)
            ),
        )
        for rule, values in rules.items()
    ]
    yield _show(
        "Credit by channel under every rule",
        "stacked_share",
        charts.stacked_share(rows, of="Rule"),
        "Credit shifts.",
    )
    two = [
        charts.StackRow(
            name,
            (
                charts.StackPart("Marketing claims", share, _percent(share)),
                charts.StackPart("Sales claims", 1 - share, _percent(1 - share)),
            ),
        )
        for name, share in zip(NAMES, (0.6, 0.5, 0.93, 0.01, 0.4, 0.999), strict=True)
    ]
    yield _show(
        "Two parts, hostile names",
        "stacked_share",
        charts.stacked_share(two, of="Segment"),
        "Who claims what.",
    )
    odd = [
        charts.StackRow("below zero", (charts.StackPart("a", 3.0, "3"), charts.StackPart("b", -1.0, "−1"))),
        charts.StackRow("nothing", (charts.StackPart("a", None, "–"), charts.StackPart("b", 0.0, "0"))),
        charts.StackRow(
            "one part", (charts.StackPart("a", 1e12, "1,000,000,000,000"), charts.StackPart("b", 1e-9, "0"))
        ),
    ]
    yield _show("Awkward shares", "stacked_share", charts.stacked_share(odd, of="Row"), "Odd rows.")
    yield _show(
        "No shares", "stacked_share", charts.stacked_share([], of="Row"), "Nothing.", "no rule has credit yet"
    )


def _heats() -> Iterator[Made]:
    metrics = (
        "Follow-up rate",
        "Speed to lead",
        "Lead score ranking power",
        "Feedback coverage",
        "Price realization",
        LONG,
    )
    regions = ("North America", "EMEA", "APAC", "Latin America", ARABIC)
    yield _show(
        "Scores by region", "heat_grid", _heat(metrics, regions), "Scores of six metrics in five regions."
    )
    many = (*(f"Segment {index + 1} of forty" for index in range(39)), HOSTILE)
    yield _show("Forty segments", "heat_grid", _heat(metrics[:3], many), "Scores in forty segments.")
    yield _show("One cell", "heat_grid", _heat(("Follow-up rate",), ("EMEA",)), "One score.")
    none = charts.heat_grid(
        [charts.HeatRow("a", (charts.HeatCell(None, "", "Not measured"),))],
        [charts.HeatColumn("x")],
        of="Metric",
    )
    yield _show("No score", "heat_grid", none, "None.", "no score is known in any segment")


def _heat(metrics: tuple[str, ...], regions: tuple[str, ...]) -> charts.HeatGrid | None:
    rows = []
    for index, metric in enumerate(metrics):
        cells = []
        for place, region in enumerate(regions):
            score = None if (index + place) % 7 == 5 else float((index * 37 + place * 23 + 12) % 101)
            text = "" if score is None else f"{score:.0f}"
            cells.append(
                charts.HeatCell(
                    score,
                    text,
                    f"{metric}, {region}: {text or 'too few'}",
                    thin=place % 6 == 3 and score is not None,
                )
            )
        rows.append(charts.HeatRow(metric, tuple(cells)))
    return charts.heat_grid(rows, [charts.HeatColumn(region) for region in regions], of="Metric")


def _outcome(
    name: str, count: int, whole: int, kind: str = "plain", parts: tuple[charts.Outcome, ...] = ()
) -> charts.Outcome:
    return charts.Outcome(name, count, f"{count:,} ({count / max(whole, 1) * 100:.1f} %)", kind, parts)


def _ledgers() -> Iterator[Made]:
    sent = charts.Outcome("Leads sent", 12_480, "12,480")
    outcomes = [
        _outcome("Accepted and worked", 5_214, 12_480, "good"),
        _outcome("Rejected with a reason", 1_893, 12_480, "watch", (_outcome("No budget", 900, 12_480), _outcome("Wrong person", 593, 12_480), _outcome("Duplicate", 400, 12_480))),
        _outcome("Recycled to marketing", 640, 12_480, "plain"),
        _outcome("Never assigned", 402, 12_480, "act"),
        _outcome("Assigned and never touched", 3_961, 12_480, "act"),
        _outcome("Too young to tell", 370, 12_480, "none"),
    ]  # fmt: skip
    yield _show(
        "What became of the leads sent",
        "ledger_flow",
        charts.ledger_flow(sent, outcomes),
        "Half were worked.",
    )
    one = charts.ledger_flow(
        charts.Outcome("Leads sent", 1, "1"),
        [_outcome("Accepted", 1, 1, "good"), _outcome("Rejected", 0, 1, "watch"), _outcome(ARABIC, 0, 1)],
    )
    yield _show("One lead", "ledger_flow", one, "One lead, accepted.")
    tiny = [_outcome(name, 1, 1_000_000) for name in NAMES] + [
        _outcome("Everything else", 999_994, 1_000_000, "act")
    ]
    yield _show(
        "Tiny outcomes, hostile names",
        "ledger_flow",
        charts.ledger_flow(charts.Outcome(LONG, 1_000_000, "1,000,000"), tiny),
        "Nearly all.",
    )
    yield _show(
        "No leads",
        "ledger_flow",
        charts.ledger_flow(charts.Outcome("Leads sent", 0, "0"), []),
        "None.",
        "no lead was sent in the period",
    )


def _calendars() -> Iterator[Made]:
    first, last = date(2026, 7, 1), date(2026, 9, 30)
    days = []
    for index in range(92):
        on = first + timedelta(days=index)
        if on.weekday() < 5:
            amount = (40_000 + 30_000 * math.sin(index * 1.7)) * (5 if index > 81 else 1)
            days.append(charts.BookedDay(on, amount, f"${amount:,.0f}", f"{index % 4 + 1} deals"))
    days[7] = charts.BookedDay(days[7].on, -60_000.0, "−$60,000", "a deal was cancelled")
    days[12] = charts.BookedDay(days[12].on, None, "amount not known")
    made = charts.booking_calendar(
        days, first=first, last=last, late_from=date(2026, 9, 21), late_label="last 10 days"
    )
    yield _show("Booked on each day of Q3 2026", "calendar", made, "Most at the end.")
    one = charts.booking_calendar(
        [charts.BookedDay(date(2026, 2, 14), 1e-6, "$0.000001")],
        first=date(2026, 2, 1),
        last=date(2026, 4, 30),
    )
    yield _show("One day", "calendar", one, "One day.")
    huge = charts.booking_calendar(
        [
            charts.BookedDay(first, 1e15, "CHF 1,000,000,000,000,000"),
            charts.BookedDay(last, 1e15, "the same"),
        ],
        first=first,
        last=last,
        late_from=date(2026, 9, 29),
    )
    yield _show("Huge and equal", "calendar", huge, "Two days.")
    yield _show(
        "No booking",
        "calendar",
        charts.booking_calendar([], first=first, last=last),
        "None.",
        "nothing was booked in Q3 2026",
    )


def _curve(
    name: str, rate: float, until: int, median: float | None, start: float = 1.0
) -> charts.SurvivalCurve:
    steps = []
    for day in range(until + 1):
        share = start * math.exp(-rate * day)
        spread = 0.02 + 0.004 * day
        steps.append(
            charts.SurvivalStep(
                float(day), share, max(share - spread, 0), min(share + spread, 1), f"{share * 100:.1f} %"
            )
        )
    return charts.SurvivalCurve(
        name, tuple(steps), median, "" if median is None else f"median {median:.1f} days"
    )


def _survivals() -> Iterator[Made]:
    horizons = (charts.Horizon(1, "24 h"), charts.Horizon(14, "14 days"), charts.Horizon(28, "28 days"))

    def drawn(*curves: charts.SurvivalCurve) -> charts.Survival | None:
        return charts.survival(curves, horizons=horizons, tick_label=_plain, axis="days since hand-off")

    two = drawn(_curve("Enterprise", 0.06, 28, 11.6), _curve("Mid-market", 0.02, 25, None))
    yield _show("Still untouched after hand-off", "survival", two, "Enterprise waits less.")
    four = drawn(
        _curve(NAMES[2], 0.05, 28, 13.9),
        _curve(NAMES[3], 0.052, 28, 13.3),
        _curve(LONG, 0.048, 28, 14.4),
        _curve("North", 0.001, 28, None),
    )
    yield _show("Four curves, hostile names", "survival", four, "Nearly the same.")
    one = charts.survival(
        [charts.SurvivalCurve("All", (charts.SurvivalStep(0.0, 1.0, None, None, "100 %"),))],
        tick_label=_plain,
        axis="hours",
    )
    yield _show("One step", "survival", one, "One point.")
    yield _show(
        "No curve", "survival", drawn(charts.SurvivalCurve("All", ())), "None.", "no lead is old enough"
    )


def _distributions() -> Iterator[Made]:
    def bins(counts: tuple[int, ...], *, open_end: bool = True) -> list[charts.Bin]:
        made = [
            charts.Bin(
                index / 5,
                (index + 1) / 5,
                count,
                f"{count} people between {index * 20} and {index * 20 + 20} %",
            )
            for index, count in enumerate(counts)
        ]
        return (
            [*made, charts.Bin(len(counts) / 5, None, 2, f"2 people at {len(counts) * 20} % or more")]
            if open_end
            else made
        )

    lines = (charts.Reference(1.0, "quota 100 %", "good"), charts.Reference(0.86, "median 86 %"))

    def drawn(made: list[charts.Bin]) -> charts.Distribution | None:
        return charts.distribution(
            made, references=lines, tick_label=_percent, axis="share of quota reached", of="People"
        )

    yield _show(
        "Quota attainment of 31 people", "distribution", drawn(bins((1, 2, 5, 8, 9, 4))), "Most just miss."
    )
    yield _show(
        "Quota attainment of 900 people",
        "distribution",
        drawn(bins((12, 80, 311, 402, 75, 18, 2))),
        "Most miss.",
    )
    yield _show("One person", "distribution", drawn([charts.Bin(0.9, 1.0, 1, "1 person")]), "One.")
    yield _show(
        "Forty bins",
        "distribution",
        drawn([charts.Bin(index / 20, (index + 1) / 20, 1234 + index, "x") for index in range(40)]),
        "Even.",
    )
    yield _show("Nobody", "distribution", drawn([charts.Bin(0, 1, 0, "")]), "None.", "no quota was set")


def _dumbbells() -> Iterator[Made]:
    def drawn(items: list[charts.Pair], limits: tuple[float, float] = (1, 5)) -> charts.Dumbbell | None:
        return charts.dumbbell(
            items,
            first="Marketing",
            second="Sales",
            limits=limits,
            tick_label=_plain,
            of="Statement",
            gap="Gap",
        )

    items = [
        charts.Pair("Leads are followed up in time", 2.1, 4.3, "2.1", "4.3", "2.2", "31 and 44 answers"),
        charts.Pair("We agree on what a good lead is", 3.0, 3.9, "3.0", "3.9", "0.9"),
        charts.Pair("Sales tells us why leads fail", 2.4, 2.4, "2.4", "2.4", "0.0"),
        charts.Pair("Content is used", 3.6, None, "3.6", "", "", "too few answers from sales"),
        *(charts.Pair(name, 1.0, 5.0, "1.0", "5.0", "4.0") for name in NAMES),
    ]
    yield _show("How both teams see it, 1 to 5", "dumbbell", drawn(items), "Follow-up is seen differently.")
    huge = [charts.Pair("Huge", -1e12, 1e12, "−1,000,000,000,000", "1,000,000,000,000", "2e12")]
    yield _show("Huge values", "dumbbell", drawn(huge, (-1e12, 1e12)), "Far apart.")
    yield _show(
        "No answers",
        "dumbbell",
        drawn([charts.Pair("a", None, None, "", "")]),
        "None.",
        "nobody answered the survey",
    )


def _band(name: str, predicted: float, observed: float | None, n: int = 120) -> charts.CalibrationBand:
    low, high = (None, None) if observed is None else (max(observed - 0.06, 0.0), min(observed + 0.07, 1.0))
    return charts.CalibrationBand(
        name,
        predicted,
        observed,
        low,
        high,
        f"Grade {name}: predicted {_percent(predicted)}",
        f"{n}",
        thin=n < 50,
    )


def _calibrations() -> Iterator[Made]:
    def drawn(*bands: charts.CalibrationBand) -> charts.Calibration | None:
        return charts.calibration(
            bands, tick_label=_percent, x_axis="predicted conversion", y_axis="observed conversion"
        )

    good = drawn(
        _band("A", 0.42, 0.31), _band("B", 0.28, 0.25), _band("C", 0.16, 0.19), _band("D", 0.05, 0.08, 30)
    )
    yield _show("Does the score keep its promise?", "calibration", good, "It promises too much on top.")
    crowd = drawn(
        *(_band(f"Band {index}", 0.2 + index / 1000, 0.2 + index / 900) for index in range(12)),
        _band(LONG, 0.5, 0.9),
        _band(ARABIC, 0.7, 0.6),
    )
    yield _show("Crowded bands", "calibration", crowd, "All alike.")
    yield _show("One band", "calibration", drawn(_band("A", 0.0, 0.0)), "One.")
    yield _show("No band", "calibration", drawn(_band("A", 0.4, None)), "None.", "no lead is old enough")


def _points(values: list[float | None], *, spread: float = 0.05, young: int = 2) -> list[charts.Point]:
    made = []
    for index, value in enumerate(values):
        label = f"Q{index % 4 + 1} {2020 + index // 4}"
        ends = (None, None) if value is None else (value - spread, value + spread)
        state = "maturing" if index >= len(values) - young else "measured"
        made.append(
            charts.Point(label, f"{label[:3]}’{label[-2:]}", value, *ends, state, f"{label}: {value}")
        )
    return made


def _trend(
    title: str,
    points: list[charts.Point],
    *,
    height: int = 260,
    label: Callable[[float], str] = _percent,
    **options: Any,
) -> Made:
    chart = charts.trend(points, height=height, tick_label=label, **options)
    rows = [(one.label, str(one.value), f"{one.low} to {one.high}", "", one.state) for one in points]
    return (
        title,
        "trend",
        "trend",
        lambda id_: (chart, id_, title, "A line.", ["Period", "Value", "Interval", "Records", "Note"], rows),
    )


def _trends() -> Iterator[Made]:
    lines = ((0.8, "target 80 %", "good"), (0.6, "red line 60 %", "act"))
    usual: list[float | None] = [0.61, 0.63, 0.66, 0.62, 0.59, 0.64, 0.7, 0.72, 0.71, 0.69, 0.74, 0.7, None]
    yield _trend("Follow-up rate by quarter", _points(usual), references=lines, limits=(0.0, 1.0))
    yield _trend("A wide band", _points(usual, spread=0.35), references=lines, limits=(0.0, 1.0))
    wild = [
        *_points([10.0, 12.0, 11.0, 13.0], spread=1.0),
        charts.Point("Q1 2021", "Q1 ’21", 12.0, -500.0, 900.0, "measured", "Q1 2021: 12"),
    ]
    yield _trend("One wild interval", wild, label=_plain)
    yield _trend(
        "Sixty months",
        [
            charts.Point(
                f"Month {i}",
                f"2026-{i % 12 + 1:02}",
                math.sin(i / 5),
                math.sin(i / 5) - 0.2,
                math.sin(i / 5) + 0.2,
                "measured",
                "m",
            )
            for i in range(60)
        ],
        label=_plain,
        labels=24,
    )
    yield _trend("Small", _points(usual), height=150, references=lines, steps=2, labels=4)
    yield _trend("One point", _points([0.4], young=0), references=lines)
    yield _trend(
        "All equal, below zero, huge", _points([-1e15] * 8, spread=0.0), label=lambda value: f"${value:,.0f}"
    )
    yield _trend("Tiny", _points([1e-12, 3e-12, 2e-12], spread=1e-12), label=_plain)


def _quadrants() -> Iterator[Made]:
    for title, spots in (
        (
            "Who is right?",
            [
                ("North America", 0.7, 0.6),
                ("EMEA", 0.62, 0.8),
                ("APAC", 0.58, 0.41),
                ("Latin America", 0.701, 0.6),
            ],
        ),
        (
            "Forty segments",
            [(f"Segment {i}", 0.5 + 0.3 * abs(math.sin(i)), 0.5 + 0.4 * math.cos(i * 2)) for i in range(40)],
        ),
        ("Hostile names", [(name[:24], 0.66 + i / 1000, 0.7) for i, name in enumerate(NAMES)]),
        ("Only the company", []),
    ):
        every = [(*spot, f"{spot[0]}: {spot[1]:.2f}, {spot[2]:.0%}", False) for spot in spots]
        every.append(("The company", 0.66, 0.65, "The company: 0.66, 65 %", True))
        chart = charts.quadrant(
            every, cut=(0.65, 0.7), x_label=lambda value: f"{value:.2f}", y_label=_percent
        )
        view = {
            "chart": chart,
            "period": "Q3 2026",
            "calibration": "0.94",
            "verdict": "Both could do better.",
            "rows": [(one[0], f"{one[1]:.2f}", "", f"{one[2]:.0%}", "", "") for one in every],
        }
        yield title, "quadrant", "quadrant", lambda id_, view=view, title=title: (view, id_, title)


def _bullets() -> Iterator[Made]:
    bullet = charts.score_bullet(57.0, 53.0, 61.0)
    yield "A score", "score_bar", "score_bar", lambda id_: (bullet, id_, "57 of 100", "likely 53 to 61")
    for title, value, anchors, label in (
        ("Follow-up rate", 0.54, (0.3, 0.7, 0.9, 0.98), lambda v: f"{v * 100:.1f} %"),
        ("Speed to lead", 26.0, (72, 24, 4, 1), lambda v: f"{v:.1f} business hours"),
        ("Won amounts", 1e12, (-1e9, 0.0, 1e12, 2e12), lambda v: f"CHF {v:,.0f}"),
        ("Equal thresholds", 5.0, (1, 5, 5, 5), _plain),
    ):
        chart = charts.value_bullet(value, value * 0.9, value * 1.1, anchors, label, ((anchors[2], "22 %"),))
        yield (
            title,
            "bullet",
            "bullet",
            lambda id_, chart=chart, title=title: (chart, id_, title, "Between its thresholds.", True),
        )


def _sparks() -> Iterator[Made]:
    for title, values in (
        ("Spark", [3.0, 4.0, 2.0, 5.0]),
        ("Equal", [1.0, 1.0]),
        ("Tiny", [1e-12, 3e-12, 2e-12]),
        ("Huge", [-1e300, 1e300]),
    ):
        chart = charts.spark(_points(list(values), young=1))
        yield (
            title,
            "spark",
            "spark",
            lambda id_, chart=chart, title=title: (chart, id_, title, "A small line."),
        )


def _rows() -> Iterator[Made]:
    """The charts that are tables: their rows are laid out here as the pages lay them out."""
    values = [0.2 + index * 0.02 for index in range(40)]
    scale = charts.common_scale([(value, value - 0.1, value + 0.1) for value in values], (0.9,))
    rows = [
        SegmentRow(
            name=NAMES[index] if index < len(NAMES) else f"Segment {index}",
            figure=f"{value * 100:.1f} %",
            interval=f"{value * 100 - 10:.1f} % to {value * 100 + 10:.1f} %",
            sample="1,234",
            span=charts.span(value, value - 0.1, None if index == 5 else value + 0.1, scale),
            kind="act",
            word="Act",
            missing="",
            thin=index % 7 == 3,
        )
        for index, value in enumerate(values)
    ]
    rows.append(SegmentRow("(not set)", "", "", "3", None, "none", "", "Too few records", True))
    chart = SegmentChart("region", "By region", tuple(rows), scale(0.6), scale(0.9))
    metric = {"label": "Follow-up rate", "sample_unit": "leads"}
    yield "Forty segments as dots", "dot_range", "dot_range", lambda _: (chart, metric, "54.0 %")
    levels = [1_000_000.0, 912_345.0, 880_001.0, 410_000.0]
    words = (
        "List price",
        "less discounts",
        "Invoiced",
        "less concessions",
        "In the pocket",
        "less costs",
        "Margin",
    )
    fall = [
        {"label": label, "amount": f"${1_000_000 - index * 90_000:,}", "step": step}
        for index, (label, step) in enumerate(zip(words, charts.waterfall(levels), strict=True))
    ]
    yield "List to pocket", "waterfall", "waterfall", lambda _: ({"rows": fall, "period": "Q3 2026"},)
    costs = [
        {
            "label": name,
            "href": "money.html",
            "dimension": "Follow-up",
            "period": "Q2 2026",
            "worst": "EMEA",
            "is_certain": index != 1,
            "is_exact": index == 2,
            "method": "",
            "sentence": f"{name}: between low and high",
            "bar": charts.Bar(0.0, 60.0 - index * 9),
            "span": charts.Span(60.0 - index * 9, 40.0 - index * 8, 90.0 - index * 9),
            "base": "$820k",
            "low": "$610k",
            "high": "$1.0M",
        }
        for index, name in enumerate(NAMES)
    ]
    yield "What each cause costs", "cost_bars", "cost_bars", lambda _: (costs, "")


def photograph(out: Path) -> list[Path]:
    """Write the page and its pictures into `out`."""
    from tests.browser.screenshots import browser

    out.mkdir(parents=True, exist_ok=True)
    light, dark = out / "gallery.html", out / "gallery-dark.html"
    light.write_text(page(), encoding="utf-8")
    dark.write_text(page("slate"), encoding="utf-8")
    pictures = []
    with browser() as opened:
        for name, path, width, media, filtered in (
            ("wide", light, 1280, "screen", False), ("phone", light, 360, "screen", False), ("dark", dark, 1280, "screen", False),
            ("print", light, 760, "print", False), ("grey", light, 1280, "screen", True),
        ):  # fmt: skip
            tab = opened.new_page(viewport={"width": width, "height": 900})
            tab.emulate_media(media=media)  # type: ignore[arg-type]
            tab.goto(path.resolve().as_uri())
            if filtered:
                tab.add_style_tag(content="html { filter: grayscale(1); }")
            pictures.append(out / f"{name}.png")
            tab.screenshot(path=pictures[-1], full_page=True)
            tab.close()
    return pictures


def main() -> None:
    """Write the gallery and its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "target" / "gallery")
    for picture in photograph(parser.parse_args().out):
        print(f"  {picture}")


if __name__ == "__main__":
    main()

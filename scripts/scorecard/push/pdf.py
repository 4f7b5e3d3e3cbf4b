"""The brief for the meeting: one A4 page, drawn without a browser in the fonts every PDF reader has.

The page is laid out at full size first and then smaller until everything fits on it; the same results and build clock
make the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from scorecard.errors import ScorecardError
from scorecard.pages import formats
from scorecard.push.brief import Brief, card_standing, card_words, spread
from scorecard.push.printable import printable
from scorecard.push.sheet import BOTTOM, Sheet

if TYPE_CHECKING:
    from scorecard.pages.logo import Logo

SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
UNKNOWN = (6, 4, 2)  # so many metrics without a number are told in full, fewer where the page is full
LEFT, GAP, RIGHT = 14.0, 8.0, 196.0


def pages(brief: Brief, *, accent: str, logo: Logo | None, made_at: datetime) -> bytes:
    """The PDF's bytes. Raises ScorecardError when the words do not fit on one page even in small print."""
    for shown in UNKNOWN:
        for scale in SCALES:
            sheet = Sheet(scale, accent, brief.currency)
            _draw(sheet, brief, logo, shown)
            if sheet.y <= BOTTOM:
                return _finished(sheet, brief, made_at)
    raise ScorecardError(
        "brief.pdf does not fit on one page; shorten the wording or action of the metrics it tells, in their YAML."
    )


def _finished(sheet: Sheet, brief: Brief, made_at: datetime) -> bytes:
    document = sheet.document
    document.set_creation_date(made_at)
    document.set_title(printable(f"{brief.company}: sales and marketing alignment, {brief.period}"))
    document.set_lang("en")
    return bytes(document.output())


def _draw(sheet: Sheet, brief: Brief, logo: Logo | None, shown: int) -> None:
    _head(sheet, brief, logo)
    _story(sheet, brief)
    _questions(sheet, brief)
    top = sheet.y
    _columns(sheet, lambda: _actions(sheet, brief), lambda: _costs(sheet, brief), top)
    _unknown(sheet, brief, shown)
    _foot(sheet, brief)


def _head(sheet: Sheet, brief: Brief, logo: Logo | None) -> None:
    sheet.y = 11
    left = LEFT
    if logo is not None and logo.name.endswith(".png"):
        drawn = sheet.document.image(io.BytesIO(logo.content), x=LEFT, y=10, h=8)
        left += drawn.rendered_width + 3
    sheet.write(brief.company, 9.5, x=left, width=100, bold=True)
    sheet.y = 11
    sheet.write(f"Sales and marketing alignment, {brief.period}", 9, x=96, width=100, align="R")
    sheet.y = max(sheet.y, 19 if left > LEFT else 0) + 1
    if brief.is_demo:
        sheet.strip("Demo data. A made-up company: every name and number here is invented.", LEFT, RIGHT)
    sheet.rule(LEFT, RIGHT, heavy=True)


def _story(sheet: Sheet, brief: Brief) -> None:
    top, now = sheet.y + 2, brief.standing
    sheet.y = top
    width = 46.0
    sheet.write(now.shown, 40 if now.score is not None else 16, x=LEFT, width=width, bold=True)
    if now.score is not None:
        across = LEFT + sheet.width_of(now.shown, 40, bold=True) + 2
        sheet.beside("of 100", 9, x=across, up=8.6)
        if now.likely:
            sheet.beside(now.likely, 9, x=across, up=4.6)
        sheet.scale(now.score, now.low, now.high, LEFT, width)
    if now.tier:
        sheet.write(now.tier, 10, x=LEFT, width=width, bold=True)
    if now.change:
        sheet.write(formats.sentence(now.change), 8.5, x=LEFT, width=width, soft=True)
    sheet.write(now.coverage, 8.5, x=LEFT, width=width, soft=True)
    end = sheet.y
    sheet.y = top
    across = LEFT + width + GAP
    sheet.write(brief.headline, 15, x=across, width=RIGHT - across, bold=True)
    sheet.y += 1.5
    sheet.write(" ".join(brief.why), 9.5, x=across, width=RIGHT - across)
    if brief.cost:
        sheet.y += 1.2
        sheet.write(brief.cost, 9.5, x=across, width=RIGHT - across, bold=True)
    sheet.y = max(sheet.y, end) + 2


def _questions(sheet: Sheet, brief: Brief) -> None:
    sheet.heading("The questions, weakest first", LEFT, RIGHT)
    for card in brief.dimensions:
        top = sheet.y + 0.8
        sheet.y = top
        sheet.write(card.dimension.label, 9, x=LEFT, width=38, bold=True)
        ends = [sheet.y]
        if card.score:
            sheet.bar(float(card.score), card.chip.kind, 53, 34, top)
            sheet.y = top
            sheet.write(card.score, 9.5, x=88, width=9, bold=True, align="R")
            ends.append(sheet.y)
        sheet.y = top
        sheet.write(card_standing(card), 8.5, x=99, width=27, soft=True)
        ends.append(sheet.y)
        sheet.y = top
        sheet.write(card_words(card), 8.5, x=127, width=RIGHT - 127)
        sheet.y = max(*ends, sheet.y) + 0.6
        if card != brief.dimensions[-1]:
            sheet.rule(LEFT, RIGHT)
    for card in brief.outcomes:
        if card.reading:
            sheet.y += 0.6
            said = f"{card.dimension.label} (not in the index): {card.reading}"
            sheet.write(said, 8.5, x=LEFT, width=RIGHT - LEFT, soft=True)


def _columns(sheet: Sheet, left: Callable[[], None], right: Callable[[], None], top: float) -> None:
    left()
    end, sheet.y = sheet.y, top
    right()
    sheet.y = max(end, sheet.y)


def _actions(sheet: Sheet, brief: Brief) -> None:
    width = 108.0
    sheet.heading("What to do", LEFT, LEFT + width)
    if not brief.actions:
        sheet.write("No scored metric with a value is short of its target.", 9, x=LEFT, width=width)
    for number, one in enumerate(brief.actions, 1):
        top = sheet.y + 1
        sheet.y = top
        sheet.write(f"{number}.", 9, x=LEFT, width=6, bold=True)
        sheet.y = top
        sheet.write(f"{one.label}. {one.reading}", 9, x=LEFT + 6, width=width - 6, bold=True)
        sheet.write(
            " ".join(part for part in (one.action, one.owner) if part), 9, x=LEFT + 6, width=width - 6
        )


def _costs(sheet: Sheet, brief: Brief) -> None:
    left = LEFT + 108 + GAP
    sheet.heading("What it costs a quarter", left, RIGHT)
    if not brief.costs:
        sheet.write("No cost is priced yet.", 9, x=left, width=RIGHT - left)
    for line in brief.costs:
        top = sheet.y + 0.9
        sheet.y = top
        sheet.write(line.base, 9, x=RIGHT - 24, width=24, bold=True, align="R")
        sheet.y = top
        sheet.write(line.label, 9, x=left, width=RIGHT - 24 - left)
        sheet.write(f"{spread(line)}; {line.period}", 8, x=left, width=RIGHT - left, soft=True)


def _unknown(sheet: Sheet, brief: Brief, shown: int) -> None:
    sheet.y += 1
    sheet.heading("What is not known", LEFT, RIGHT)
    if not brief.unknown:
        sheet.write("Every scored metric has a number.", 9, x=LEFT, width=RIGHT - LEFT)
    for one in brief.unknown[:shown]:
        sheet.y += 0.5
        sheet.write(f"{one.label} ({one.status.lower()}). {one.missing}", 8.5, x=LEFT, width=RIGHT - LEFT)
    beyond = len(brief.unknown) - shown
    if beyond > 0:
        more = f"{formats.counted(beyond, 'more metrics')} without a number on the Metrics page."
        sheet.write(more, 8.5, x=LEFT, width=RIGHT - LEFT, soft=True)


def _foot(sheet: Sheet, brief: Brief) -> None:
    sheet.y += 1.5
    sheet.rule(LEFT, RIGHT)
    sheet.y += 0.8
    where = f" {brief.site_url}" if brief.site_url else ""
    said = f"{brief.checks} Data to {brief.data_to}, published {brief.published}.{where}"
    sheet.write(said, 8, x=LEFT, width=RIGHT - LEFT, soft=True)

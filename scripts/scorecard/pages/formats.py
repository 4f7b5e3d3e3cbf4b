"""How a number, an amount, a date or a count is written for a reader.

Pure functions from values to text, in the style of `styles.current()`: separators, currency and dates are those of the
company's language, words are English. A value that is None, NaN or infinite is never formatted here: ask `known` first
and say in words why it is missing.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import TypeGuard

from scorecard.pages import styles

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"
SUFFIX = {
    "share": f"{NBSP}%",
    "points": f"{NBSP}points",
    "fraction_points": f"{NBSP}points",
    "hours": f"{NBSP}hours",
    "business_hours": f"{NBSP}business hours",
    "days": f"{NBSP}days",
}


def known(value: float | None) -> TypeGuard[float]:
    """Whether there is a finite number to print."""
    return value is not None and math.isfinite(value)


def plain(value: float, decimals: int) -> str:
    """The separators of the language, a real minus sign, never a negative zero."""
    whole, _, part = f"{abs(value):.{decimals}f}".partition(".")
    sign = MINUS if value < 0 and (whole + part).strip("0") else ""
    style = styles.current()
    return sign + style.grouped(whole) + (style.decimal + part if part else "")


def count(value: float) -> str:
    """A count of records: `12,040`."""
    return plain(value, 0)


def counted(value: float, plural: str) -> str:
    """A count with its noun, singular where it is one: `1 lead`, `12,040 leads`."""
    return f"{count(value)}{NBSP}{singular(plural) if round(value) == 1 else plural}"


def singular(plural: str) -> str:
    """The singular of an English plural with what follows it: `lead handed off`, `new opportunity opened`."""
    words = plural.split(" ")
    for index, word in enumerate(words):
        if word.endswith("ies"):
            return " ".join([*words[:index], word[:-3] + "y", *words[index + 1 :]])
        if word.endswith("s") and not word.endswith("ss"):
            return " ".join([*words[:index], word[:-1], *words[index + 1 :]])
    return plural


def score(value: float) -> str:
    """A score from 0 to 100, whole."""
    return plain(value, 0)


def value(number: float, unit: str, currency: str = "USD", symbol: str | None = None) -> str:
    """A metric's value with its unit: `54.2 %`, `7.4 hours`, `0.37`, `1.62×`, `$1.82 million`."""
    if unit == "currency":
        return money(number, currency, symbol)
    return bare(number, unit) + unit_suffix(number, unit)


def bare(number: float, unit: str) -> str:
    """The figure without its unit, as used at one end of a range."""
    match unit:
        case "share" | "fraction_points":
            return plain(number * 100, 1)
        case "points":
            return plain(number, 1)
        case "hours" | "business_hours" | "days":
            return plain(number, 1 if abs(number) < 100 else 0)
        case "kappa" | "auc" | "ratio" | "index":
            return plain(number, 2)
        case "flag":
            return "yes" if number else "no"
        case _:
            return plain(number, 2)


def unit_suffix(number: float, unit: str) -> str:
    """What follows the figure."""
    if unit in ("ratio", "index"):
        return "×"
    if unit in ("hours", "business_hours", "days", "points", "fraction_points") and bare(
        number, unit
    ) == plain(1, 1):
        return SUFFIX[unit][:-1]
    return SUFFIX.get(unit, "")


def interval(
    low: float | None, high: float | None, unit: str, currency: str = "USD", symbol: str | None = None
) -> str:
    """A range in one unit, `51.0–57.3 %`; an open end is said in words; empty when neither end is known."""
    if known(low) and known(high):
        if unit == "currency":
            return f"{money(low, currency, symbol)}{EN_DASH}{money(high, currency, symbol)}"
        first, second = bare(low, unit), bare(high, unit)
        dash = EN_DASH if MINUS not in first + second else " to "
        return f"{first}{dash}{second}{unit_suffix(high, unit)}"
    if known(low):
        return f"{value(low, unit, currency, symbol)} or more"
    if known(high):
        return f"{value(high, unit, currency, symbol)} or less"
    return ""


def difference(number: float, unit: str) -> str:
    """The size of a change without its sign; a share changes by points, not per cent."""
    if unit == "share":
        return f"{plain(abs(number) * 100, 1)}{NBSP}points"
    return value(abs(number), unit)


def money(number: float, currency: str, symbol: str | None = None) -> str:
    """An amount short enough for a headline: `$1.82 million`, `€820,400`, `NOK 1.20 billion`."""
    size = abs(number)
    if size >= 999_500_000:
        text = f"{plain(size / 1e9, 2)} billion"
    elif size >= 999_500:
        text = f"{plain(size / 1e6, 2)} million"
    else:
        text = plain(_rounded(size), 0)
    return _signed(text, number, currency, symbol)


def _rounded(size: float) -> float:
    """Three significant digits: more would claim a precision an estimate does not have."""
    return round(size, 2 - math.floor(math.log10(size))) if size >= 1000 else size


def tick(number: float, unit: str, currency: str = "USD", symbol: str | None = None) -> str:
    """A value on an axis or beside a threshold: as `value`, without needless zeros after the point."""
    text = value(number, unit, currency, symbol)
    point = styles.current().decimal
    needless = re.compile(rf"({re.escape(point)}\d*?)0+(?!\d)")
    return needless.sub(lambda found: found.group(1).rstrip(point), text, count=1)


def money_full(number: float, currency: str, symbol: str | None = None) -> str:
    """An amount to the whole unit: `$1,817,204`."""
    return _signed(plain(abs(number), 0), number, currency, symbol)


def _signed(text: str, number: float, currency: str, symbol: str | None) -> str:
    style = styles.current()
    mark = symbol or style.symbol(currency)
    sign = MINUS if number < 0 and any(digit in text for digit in "123456789") else ""
    if style.symbol_follows:
        return f"{sign}{text}{NBSP}{mark}"
    gap = NBSP if mark[-1].isalpha() else style.symbol_gap
    return f"{sign}{mark}{gap}{text}"


def day(moment: date) -> str:
    """A date spelled out for prose: `30 September 2026`."""
    return styles.current().day(moment).replace(" ", NBSP)


def iso_day(moment: date) -> str:
    """A date for tables: `2026-09-30`."""
    return f"{moment:%Y-%m-%d}"


def moment(instant: datetime) -> str:
    """An instant, in UTC: `1 October 2026, 06:00 UTC`."""
    utc = instant.astimezone(UTC) if instant.tzinfo else instant
    return f"{day(utc)}, {utc:%H:%M}{NBSP}UTC"


def join_words(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def sentence(text: str) -> str:
    """First letter upper case, one full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else text + "."


def clean(text: str) -> str:
    """Raw text without control or direction-override characters, which could alter the text around it."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f]", "", text)


def shorten(text: str, longest: int = 80) -> str:
    """Text cut at `longest` characters with an ellipsis."""
    text = clean(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"

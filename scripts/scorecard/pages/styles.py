"""In which language numbers, amounts and dates are written: the style `formats` follows while pages are made.

The rules of each language are Babel's (CLDR). Without a language set, everything is written as for en_US, except that
dates in prose put the day first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from scorecard.errors import UsageError

DEFAULT_LOCALE = "en_US"
DAY_FIRST = "d MMMM y"
POSITIONS = ("before", "after")


@dataclass(frozen=True)
class Style:
    """Separators, the place of the currency's symbol, and the pattern of a date in prose (as CLDR writes patterns).

    `grouping` is how many digits stand in the last group and in those before it: 3 and 3, or 3 and 2 in India.
    """

    locale: str = DEFAULT_LOCALE
    decimal: str = "."
    group: str = ","
    grouping: tuple[int, int] = (3, 3)
    symbol_follows: bool = False
    symbol_gap: str = ""
    date_pattern: str = DAY_FIRST

    def grouped(self, digits: str) -> str:
        """Whole digits with separators: `12,040`, `12.040`, `12 040`, `1,20,400`."""
        last, others = self.grouping
        head, groups = digits[:-last], [digits[-last:]]
        while head:
            head, group = head[:-others], head[-others:]
            groups.append(group)
        return self.group.join(reversed(groups))

    def symbol(self, currency: str) -> str:
        """The currency's own symbol in this language; its code where it has none."""
        return _symbol(currency, self.locale)

    def day(self, moment: date) -> str:
        """A date spelled out."""
        return _day(moment.year, moment.month, moment.day, self.date_pattern, self.locale)

    def month(self, moment: date) -> str:
        """The short name of a date's month."""
        # not LLL: Babel may read stand-alone names, where a language has none, from one it loaded before
        return _day(moment.year, moment.month, moment.day, "MMM", self.locale)


_DEFAULT = Style()
_style: ContextVar[Style] = ContextVar("style", default=_DEFAULT)


def current() -> Style:
    """The style in use."""
    return _style.get()


@contextmanager
def using(style: Style) -> Iterator[None]:
    """Write everything inside the block in this style."""
    token = _style.set(style)
    try:
        yield
    finally:
        _style.reset(token)


def of(variables: Mapping[str, Any]) -> Style:
    """The style of a company's settings `locale`, `currency_position` and `date_format`; a null one is the language's.

    Raises UsageError naming the setting and what may stand there.
    """
    from babel import Locale, UnknownLocaleError
    from babel.dates import parse_pattern
    from babel.numbers import get_decimal_symbol, get_group_symbol

    name = str(variables.get("locale") or DEFAULT_LOCALE)
    try:
        locale = Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise UsageError(
            f"locale is {name!r}, a language that is not known; write it as en_US, en_GB, de_DE or pt_BR in "
            "dbt_project.yml or with --set."
        ) from None
    position = variables.get("currency_position")
    if position not in (None, *POSITIONS):
        raise UsageError(
            f"currency_position is {position!r}; it is before, after or null (where the language puts it)."
        )
    money = locale.currency_formats["standard"].pattern.split(";")[0].strip("\u200f\u200e")
    pattern = variables.get("date_format")
    if pattern is None:
        pattern = DAY_FIRST if str(locale) == DEFAULT_LOCALE else locale.date_formats["long"].pattern
    try:
        parse_pattern(str(pattern)).apply(date(2026, 9, 30), locale)
    except (ValueError, KeyError, AttributeError):
        raise UsageError(
            f"date_format is {pattern!r}, which is no pattern of a date; write it as d MMMM y or MMMM d, y."
        ) from None
    last, others = locale.decimal_formats[None].grouping
    return Style(
        locale=str(locale),
        decimal=get_decimal_symbol(locale),
        group=get_group_symbol(locale),
        grouping=(last, others),
        symbol_follows=position == "after" if position else not money.startswith("¤"),
        symbol_gap="\u00a0" if money.startswith("¤\u00a0") else "",
        date_pattern=str(pattern),
    )


@cache
def _symbol(currency: str, locale: str) -> str:
    from babel.numbers import get_currency_symbol

    return str(get_currency_symbol(currency, locale))


@cache
def _day(year: int, month: int, day: int, pattern: str, locale: str) -> str:
    from babel.dates import format_date

    return str(format_date(date(year, month, day), pattern, locale))

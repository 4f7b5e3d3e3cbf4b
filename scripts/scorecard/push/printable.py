"""Text for the built-in fonts of PDF, which know Windows-1252 and nothing else."""

from __future__ import annotations

import re
import unicodedata

from scorecard.pages import formats

ENCODING = "cp1252"
INSTEAD = {
    "\u2212": "\u2013",  # a minus sign by the dash that looks like it
    "\u202f": formats.NBSP,
    "\u2009": formats.NBSP,
    "\u2260": "<>",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2248": "~",
    "\u2192": "->",
    "\u00d7": "×",
}
UNKNOWN = "?"


def printable(text: str, currency: str = "") -> str:
    """The text with what the fonts lack written otherwise: accents dropped, other scripts and pictures as one `?`.

    A currency's sign that they lack becomes `currency`, its code.
    """
    made = "".join(_one(mark, currency) for mark in formats.clean(text))
    return re.sub(r"\?(?:\s*\?)+", UNKNOWN, made) if UNKNOWN * 2 in made or "? ?" in made else made


def is_printable(text: str) -> bool:
    """Whether nothing of the text is lost."""
    return UNKNOWN not in "".join(_one(mark, "") for mark in text if mark != UNKNOWN)


def _one(mark: str, currency: str) -> str:
    if _fits(mark):
        return mark
    if mark in INSTEAD:
        return INSTEAD[mark]
    if unicodedata.category(mark) == "Sc" and currency:
        return f"{currency}{formats.NBSP}"
    if unicodedata.category(mark) in ("Mn", "Me", "Cf"):
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", mark) if _fits(part))
    return plain or _bare_letter(mark) or UNKNOWN


def _bare_letter(mark: str) -> str:
    """The letter a Latin one is made from with a stroke or hook: `ł` is L WITH STROKE."""
    found = re.fullmatch(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z])(?: WITH .*)?", unicodedata.name(mark, ""))
    if not found:
        return ""
    return found.group(2).lower() if found.group(1) == "SMALL" else found.group(2)


def _fits(mark: str) -> bool:
    try:
        mark.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True

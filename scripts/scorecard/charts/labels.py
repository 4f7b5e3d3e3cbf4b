"""How wide a text is, where it must be cut, and how labels keep clear of each other.

Widths are estimates on the safe side: those of the widest font of our stack (DejaVu Sans, where none of the named ones
is installed), so that what fits here fits in a browser. A drawing is at least NARROWEST pixels wide: the content of a
phone 360 pixels wide. What does not collide there collides at no greater width, because positions move apart and texts
keep their size.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

NARROWEST = 300.0  # pixels
ROOMY = 640.0  # pixels from which labels marked `minor` are shown; the same number is in charts.css
SIZE = 11.0  # pixels: the type of drawings
LINE = 14.0  # pixels from one line of it to the next
BOLD = 1.12  # how much wider bold type is

NARROW_LETTERS = frozenset(" ijlftrI.,:;'’‘|!()[]/\\-·")
WIDE_LETTERS = frozenset("mwMW%@—…")


def _em(letter: str) -> float:
    """The width of one character in units of its size."""
    if letter in NARROW_LETTERS:
        return 0.42
    if letter in WIDE_LETTERS:
        return 1.0
    if (letter.islower() and letter.isascii()) or (letter.isdigit() and letter.isascii()):
        return 0.64
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 1.3
    return 0.84 if ord(letter) < 0x250 or 0x2000 <= ord(letter) < 0x2300 else 1.0


@lru_cache(maxsize=4096)
def text_width(text: str, *, bold: bool = False) -> float:
    """About how many pixels a label takes, rather too many than too few."""
    return round(sum(map(_em, text)) * SIZE * (BOLD if bold else 1.0), 1)


def fit(text: str, pixels: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than `pixels`; empty when not even that fits."""
    if text_width(text, bold=bold) <= pixels:
        return text
    room = pixels / (SIZE * (BOLD if bold else 1.0)) - _em("…")
    kept = 0
    for letter in text:
        room -= _em(letter)
        if room < 0:
            break
        kept += 1
    while kept and unicodedata.category(text[kept]) in ("Mn", "Me", "Cf"):
        kept -= 1
    return text[:kept].rstrip() + "…" if kept else ""


def wrap(text: str, pixels: float, lines: int = 2, *, bold: bool = False) -> tuple[str, ...]:
    """The text on at most `lines` lines of `pixels`, broken between words; the last is cut where more is left."""
    words = text.split()
    made: list[str] = []
    while words and len(made) < lines - 1:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", bold=bold) <= pixels:
            line += f" {words.pop(0)}"
        if text_width(line, bold=bold) > pixels:  # one long word: what is left of it would not help
            return (*made, fit(" ".join([line, *words]), pixels, bold=bold))
        made.append(line)
    return (*made, fit(" ".join(words), pixels, bold=bold)) if words else tuple(made)


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> tuple[float, ...]:
    """Positions as near as can be to those wanted (ascending), `apart` from each other, within low..high.

    Where they cannot all be within, they keep their distance and run beyond `high`.
    """
    groups: list[list[float]] = []  # [sum of where its first would like to be, members]
    for place in wanted:
        groups.append([place, 1])
        while len(groups) > 1 and _start(groups[-2]) + apart * groups[-2][1] > _start(groups[-1]):
            total, members = groups.pop()
            before = groups[-1]
            before[0] += total - members * apart * before[1]
            before[1] += members
    placed = [_start(group) + apart * place for group in groups for place in range(int(group[1]))]
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], high - apart * (len(placed) - 1 - index))
    for index in range(len(placed)):
        placed[index] = max(placed[index], low + apart * index)
    return tuple(round(place, 2) for place in placed)


def _start(group: Sequence[float]) -> float:
    return group[0] / group[1]


def anchored(at: float, width: float, drawing: float = NARROWEST) -> str:
    """How a label `width` pixels wide stands on `at` per cent: in the middle, or inside the edge it would cross."""
    middle = at * drawing / 100
    if middle - width / 2 < 0:
        return "start"
    return "end" if middle + width / 2 > drawing else "middle"


def box(at: float, width: float, anchor: str, drawing: float) -> tuple[float, float]:
    """Where a label so anchored begins and ends, in pixels."""
    left = at * drawing / 100 - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return left, left + width

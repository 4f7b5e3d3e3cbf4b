"""Holds each figure a page prints to a fact of the thing it is said of; what is left over is unexplained."""

from __future__ import annotations

import re
from collections import defaultdict

from tests.page_facts import About, Facts, squeezed
from tests.page_scopes import Scope, Scopes, Subject
from tests.page_text import Piece, pieces

# Numbers that are words, and why. Everything else with a digit must be a figure of the results, a setting or a text of
# a definition.
WORDS = {
    r"\b\d{4}-\d{2}-\d{2}\b": "a date in a table",
    r"\b\d{1,2} (january|february|march|april|may|june|july|august|september|october|november|december) \d{4}\b": "a date",
    r"\b\d{2}:\d{2} utc": "the time of publishing",
    r"\b95 % intervals?\b": "the level of every interval",
    r"wilson score, 95 %|, 95 %": "the level of an interval",
    r"\bof 100\b": "the top of the scale of scores",
    r"/ ?100\b": "the top of the scale of scores",
    r"\bs\d+\.\d+\b": "the name of a claim",
    r"\bday \d+\b": "a place on an axis of days",
    r"\d+ of \d+ metrics without a value": "counted from the metrics of its own page",
    r"\bscores (0|40|70|100)\b": "what each threshold scores",
    r"(reported(?: by others)?:|◇|^) (22|67|70|209) %": "the four numbers everybody quotes",
    r"^(22|67|70|209) % (of|better|more)": "the four numbers everybody quotes",
    r"sabnis et al. 2013|others say 8 to 91 %|sources say 208 or 209 %": "who says so",
}
_WORDS = re.compile("|".join(WORDS))
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")


class Checker:
    """Explains the figures of pages by the facts of one build."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._scopes = Scopes(facts)
        # by metric and first number, so that few facts are looked at for each number of a page
        self._facts: dict[tuple[str, str], list[tuple[str, int, About]]] = defaultdict(list)
        self._all: dict[str, list[tuple[str, int, About]]] = defaultdict(list)
        for about, texts in facts.phrases.items():
            for text in texts:
                self._index(about, text)
        for text in facts.always:
            self._index((), text)

    def _index(self, about: About, text: str) -> None:
        first = NUMBER.search(text)
        if first:
            entry = (text, first.start(), about)
            self._facts[dict(about).get("metric", ""), first.group()].append(entry)
            self._all[first.group()].append(entry)

    def unexplained(self, html: str, subject: Subject) -> list[str]:
        """Every piece with a figure no fact accounts for, with those figures."""
        found = []
        for piece in dict.fromkeys(pieces(html)):
            left = self.left(piece, subject)
            if left:
                found.append(f"{' / '.join((piece.heading, piece.row))}: {piece.text[:300]!r} prints {left}")
        return found

    def left(self, piece: Piece, subject: Subject) -> list[str]:
        """The numbers of a piece that no fact accounts for."""
        text = squeezed(piece.text)
        parts = text.split("; ")
        if len(parts) > 1 and all(
            self._scopes.begins("period", part) or self._scopes.begins("category", part, ":")
            for part in parts[1:]
        ):
            return [one for part in parts for one in self._left_of(part, piece, subject)]
        return self._left_of(text, piece, subject)

    def _left_of(self, text: str, piece: Piece, subject: Subject) -> list[str]:
        scopes, until = self._scopes.of(piece, text, subject)
        left = []
        words = [(one.start(), one.end()) for one in _WORDS.finditer(text)]
        for number in NUMBER.finditer(text):
            if number.start() < until:
                continue
            until = max(self._end(text, number, scope) for scope in scopes)
            if not until and not any(low <= number.start() < high for low, high in words):
                left.append(number.group())
        return left

    def _end(self, text: str, number: re.Match[str], scope: Scope) -> int:
        """Where the longest fact that stands at the number ends; 0 without one."""
        wanted = dict(scope).get("metric")
        lists = (
            [self._facts.get((one, number.group()), []) for one in (*wanted, "")]
            if wanted
            else [self._all.get(number.group(), [])]
        )
        longest = 0
        for phrase, offset, about in (entry for entries in lists for entry in entries):
            start = number.start() - offset
            end = start + len(phrase)
            if (
                end > longest
                and start >= 0
                and text.startswith(phrase, start)
                and _is_whole(text, start, end)
            ) and self._scopes.fits(about, scope):
                longest = end
        return longest


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the text from start to end is not a part of a longer word or number."""
    if start and text[start].isalnum() and (text[start - 1].isalnum() or text[start - 1] in ".,"):
        return False
    after = text[end : end + 2]
    if not after or not text[end - 1].isalnum():
        return True
    return not (after[0].isalnum() or (after[0] in ".," and after[1:].isdigit()))

"""Holds each figure a page prints to a fact of the thing it is said of; what is left over is unexplained."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from scorecard.pages.context import SEGMENT_WORDS
from scorecard.pages.summary import shown_period
from tests.page_facts import CLASSES, About, Facts, squeezed
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
Scope = tuple[tuple[str, frozenset[str]], ...]

PAIRED = "figures to read with"  # the caption of a metric page's table of other metrics
SHOWN = "shown"  # the periods a page is about where it names none
BY = tuple(SEGMENT_WORDS.values())


@dataclass(frozen=True)
class Subject:
    """What a whole page is about: a class it names is fixed for every figure that does not name its own."""

    fixed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    segments: frozenset[str] = frozenset(("all",))


class Checker:
    """Explains the figures of pages by the facts of one build."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._labels = {
            name: sorted(facts.labels[name].items(), key=lambda one: -len(one[0])) for name in CLASSES
        }
        ctx = facts.ctx
        self._shown = {}
        for metric in ctx.registry.metrics:
            pair = shown_period(ctx, metric)
            self._shown[metric.id] = {f"{one.period_grain} {one.period_start}" for one in pair if one}
        self._quarters = {f"quarter {one.period_start}" for one in (ctx.quarter, ctx.before) if one}
        # by metric and first number, so that few facts are looked at for each number of a page
        self._facts: dict[tuple[str, str], list[tuple[str, int, About]]] = defaultdict(list)
        self._all: dict[str, list[tuple[str, int, About]]] = defaultdict(list)
        for about, texts in facts.phrases.items():
            for text in texts:
                self._index(about, text)
        for text in facts.always:
            self._index((), text)
        self._begun: dict[tuple[str, str], str | None] = {}
        self._fitting: dict[tuple[Scope, About], bool] = {}

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
            self._begins("period", part) or self._begins("category", part, ":") for part in parts[1:]
        ):
            return [one for part in parts for one in self._left_of(part, piece, subject)]
        return self._left_of(text, piece, subject)

    def _left_of(self, text: str, piece: Piece, subject: Subject) -> list[str]:
        scopes, until = self._scopes(piece, text, subject)
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
            ):
                key = (scope, about)
                if key not in self._fitting:
                    self._fitting[key] = self._fits(dict(about), dict(scope))
                if self._fitting[key]:
                    longest = end
        return longest

    def _scopes(self, piece: Piece, text: str, subject: Subject) -> tuple[list[Scope], int]:
        """What the piece names, class by class, and how much of it is a name.

        A class is named in the row's or column's head, at the beginning or in the heading above; what a head names a
        fact must have (`must`). A name can be both a segment's and a category's (a channel): then the piece may be
        about either.
        """
        labels = self.facts.labels
        named: dict[str, frozenset[str]] = dict(subject.fixed)
        must = {"campaign"} & set(named)
        heading, row, column = squeezed(piece.heading), squeezed(piece.row), squeezed(piece.column)
        head, then = (row, "") if row else (text, ":")
        for name in ("metric", "dimension", "campaign"):
            if (name in subject.fixed or "metric" in subject.fixed) and not heading.startswith(PAIRED):
                continue
            own = self._begins(name, head) or labels[name].get(column)
            if name == "dimension" and "metric" in must:
                continue  # a metric's name can begin with a dimension's
            if own is not None and (row or column):
                must.add(name)
            own = own or (self._begins(name, heading) if name != "campaign" else None)
            if own is not None:
                named[name] = frozenset((own,))
        own = self._begins("period", head)
        must |= {"period"} if own and row else set()
        own = own or self._begins("period", heading)
        if own is not None:
            named["period"] = frozenset((own,))
        elif said := {key for label, key in self._labels["period"] if label in text or label in row}:
            named["period"] = frozenset((*said, SHOWN))
        category = (
            labels["category"].get(row)
            or self._begins("category", head, then)
            or labels["category"].get(column)
        )
        segment = self._begins("segment", head) or labels["segment"].get(column)
        known = (
            self._begins("metric", head) or self._begins("dimension", head) or labels["dimension"].get(column)
        )
        own_label = self._begins("metric", head) in subject.fixed.get("metric", ()) and not labels[
            "category"
        ].get(row)
        if known and (own_label or "metric" not in subject.fixed or heading.startswith(PAIRED)):
            category = None
        if "campaign" in named:
            segment, category = None, category if "campaign" in subject.fixed else None
        changed = {
            key for label, key in self._labels["segment"] if any(f", {word} {label}" in text for word in BY)
        }
        parts = frozenset((segment,)) if segment else frozenset(changed) or subject.segments
        apart = dict(named, segment=parts, must=frozenset((*must, *(("segment",) if segment else ()))))
        if category is None:
            return [tuple(sorted(apart.items()))], 0
        within = dict(
            named,
            segment=subject.segments,
            category=frozenset((category,)),
            must=frozenset((*must, "category")),
        )
        scopes = [apart, within] if segment or changed else [within]
        return [tuple(sorted(one.items())) for one in scopes], len(category) if text.startswith(
            category
        ) else 0

    def _begins(self, name: str, text: str, then: str = "") -> str | None:
        key = (name, text[:100] + then)
        if key not in self._begun:
            self._begun[key] = next(
                (
                    value
                    for label, value in self._labels[name]
                    if text.startswith(label + then) and not text[len(label) : len(label) + 1].isalnum()
                ),
                None,
            )
        return self._begun[key]

    def _fits(self, given: dict[str, str], scope: dict[str, frozenset[str]]) -> bool:
        """Whether a fact is of what the scope names; a text of a definition (about nothing) always is."""
        if not given:
            return True
        if any(name not in given for name in scope["must"]):
            return False
        if "dimension" in scope and "dimension" not in given and "category" not in scope:
            metric = self.facts.metrics.get(given.get("metric", ""))
            if metric is None or metric.dimension not in scope["dimension"]:
                return False
        for name, value in given.items():
            wanted = scope.get(name, frozenset((SHOWN,)) if name == "period" else None)
            if wanted is None or value in wanted:
                continue
            if name == "category" and any(f"|{one}|" in value for one in wanted):
                continue
            of = [given["metric"]] if "metric" in given else scope.get("metric", ())
            shown = set().union(*(self._shown.get(one, self._quarters) for one in of)) or self._quarters
            if not (name == "period" and SHOWN in wanted and value in shown):
                return False
        return True


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the text from start to end is not a part of a longer word or number."""
    if start and text[start].isalnum() and (text[start - 1].isalnum() or text[start - 1] in ".,"):
        return False
    after = text[end : end + 2]
    if not after or not text[end - 1].isalnum():
        return True
    return not (after[0].isalnum() or (after[0] in ".," and after[1:].isdigit()))

"""What a piece of a page is about, by its heads, its heading and its words; and whether a fact is of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scorecard.pages.context import SEGMENT_WORDS
from scorecard.pages.summary import shown_period
from tests.page_facts import CLASSES, About, Facts, squeezed
from tests.page_text import Piece

Scope = tuple[tuple[str, frozenset[str]], ...]

PAIRED = "figures to read with"  # the caption of a metric page's table of other metrics
SHOWN = "shown"  # the periods a page is about where it names none
BY = tuple(SEGMENT_WORDS.values())


@dataclass(frozen=True)
class Subject:
    """What a whole page is about: a class it names is fixed for every figure that does not name its own."""

    fixed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    segments: frozenset[str] = frozenset(("all",))


class Scopes:
    """Reads what pieces are about from the names of one build."""

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
        self._begun: dict[tuple[str, str], str | None] = {}
        self._fitting: dict[tuple[Scope, About], bool] = {}

    def of(self, piece: Piece, text: str, subject: Subject) -> tuple[list[Scope], int]:
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
            own = self.begins(name, head) or labels[name].get(column)
            if name == "dimension" and "metric" in must:
                continue  # a metric's name can begin with a dimension's
            if own is not None and (row or column):
                must.add(name)
            own = own or (self.begins(name, heading) if name != "campaign" else None)
            if own is not None:
                named[name] = frozenset((own,))
        own = self.begins("period", head)
        must |= {"period"} if own and row else set()
        own = own or self.begins("period", heading)
        if own is not None:
            named["period"] = frozenset((own,))
        elif said := {key for label, key in self._labels["period"] if label in text or label in row}:
            named["period"] = frozenset((*said, SHOWN))
        category = (
            labels["category"].get(row)
            or self.begins("category", head, then)
            or labels["category"].get(column)
        )
        segment = self.begins("segment", head) or labels["segment"].get(column)
        known = (
            self.begins("metric", head) or self.begins("dimension", head) or labels["dimension"].get(column)
        )
        own_label = self.begins("metric", head) in subject.fixed.get("metric", ()) and not labels[
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

    def begins(self, name: str, text: str, then: str = "") -> str | None:
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

    def fits(self, about: About, scope: Scope) -> bool:
        """Whether a fact about `about` is of what the scope names."""
        key = (scope, about)
        if key not in self._fitting:
            self._fitting[key] = self._fits(dict(about), dict(scope))
        return self._fitting[key]

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

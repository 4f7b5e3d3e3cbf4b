"""The scorecard on one sheet: what digest, Slack message and printed brief say, in the pages' words.

Every text is finished here; the makers of each form only lay it out, so that no two of them can differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from scorecard import sentences
from scorecard.pages import formats, home
from scorecard.pages.cards import Card, cards, leading
from scorecard.pages.change_list import Said, changes
from scorecard.pages.context import Context
from scorecard.pages.money import CostLine, cost_lines, total_line
from scorecard.pages.story import story
from scorecard.pages.summary import Summary, summarise

ACTIONS = 3
UNKNOWN_FIRST = ("blocked", "not_measured", "insufficient_sample", "pending")


@dataclass(frozen=True)
class Standing:
    """The index: `score` and its ends as numbers for drawing (None without an index), the rest as printed."""

    score: float | None
    low: float | None
    high: float | None
    shown: str
    likely: str
    tier: str
    change: str
    coverage: str


@dataclass(frozen=True)
class Action:
    """What to do about one weak metric: where it stands, what to do, and whose it is."""

    label: str
    href: str
    reading: str
    action: str
    owner: str


@dataclass(frozen=True)
class Unknown:
    """A scored metric without a number: why, and what to add."""

    label: str
    href: str
    status: str
    missing: str


@dataclass(frozen=True)
class Brief:
    """Everything one sheet says; lists are in the order they are told in."""

    company: str
    is_demo: bool
    period: str
    data_to: str
    published: str
    headline: str
    why: tuple[str, ...]
    standing: Standing
    cost: str
    costs: tuple[CostLine, ...]
    dimensions: tuple[Card, ...]
    outcomes: tuple[Card, ...]
    actions: tuple[Action, ...]
    unknown: tuple[Unknown, ...]
    moved: tuple[Said, ...]
    differs: tuple[Said, ...]
    since: str
    checks: str
    checks_kind: str
    currency: str
    site_url: str

    def link(self, href: str) -> str:
        """The full address of a page, or nothing while the site's own address is not configured."""
        return self.site_url + href if self.site_url and href else ""


def brief(ctx: Context) -> Brief:
    """The newest closed quarter on one sheet."""
    told = story(ctx)
    total = total_line(ctx)
    changed = changes(ctx)
    checks = home.checks_line(ctx)
    made = cards(ctx)
    return Brief(
        company=formats.shorten(ctx.company, 60),
        is_demo=ctx.is_demo,
        period=ctx.quarter.period_label,
        data_to=formats.day(ctx.as_of),
        published=formats.moment(ctx.published),
        headline=sentences.headline(told),
        why=tuple(sentences.why(told)),
        standing=_standing(ctx, told),
        cost=total["sentence"] if total else "",
        costs=tuple(cost_lines(ctx)),
        dimensions=tuple(one for one in made if one.dimension.in_index),
        outcomes=tuple(one for one in made if not one.dimension.in_index),
        actions=_actions(ctx, made),
        unknown=_unknown(ctx),
        moved=tuple(changed["quarter"]),
        differs=tuple(changed["build"]),
        since=ctx.before.name if ctx.before else "the quarter before",
        checks=formats.sentence(checks["text"]),
        checks_kind=checks["kind"],
        currency=ctx.currency,
        site_url=ctx.site_url,
    )


def card_words(card: Card) -> str:
    """What a dimension's score rests on, what to know of its data, and what is missing."""
    told = (card.reading, formats.sentence(card.caveat), formats.sentence(card.missing))
    return " ".join(text for text in told if text)


def card_standing(card: Card) -> str:
    """The verdict on a dimension's score and whether it moved: `Act, borderline, steady`."""
    moved = {"same": "steady", "up": f"up {card.change}", "down": f"down {card.change}"}.get(card.arrow, "")
    parts = (card.chip.word, "borderline" if card.chip.borderline else "", moved)
    return ", ".join(part for part in parts if part)


def spread(line: CostLine) -> str:
    """How sure the amount of a cause is."""
    if line.is_exact:
        return "as recorded"
    if line.is_certain:
        return f"{line.low} to {line.high}"
    return f"not distinguishable from zero (up to {line.high})"


def _standing(ctx: Context, told: sentences.IndexStory) -> Standing:
    index = ctx.index(ctx.quarter.period_start)
    coverage = formats.sentence(sentences.coverage(index.coverage if index else None))
    if index is None or told.score is None:
        return Standing(None, None, None, "No index yet", "", "", "", coverage)
    low, high = index.ci_low, index.ci_high
    likely = ""
    if formats.known(low) and formats.known(high):
        likely = f"likely {formats.score(low)}{formats.EN_DASH}{formats.score(high)}"
    tier = sentences.TIERS.get(index.tier or "", "Provisional, no tier yet")
    if told.borderline and index.tier:
        tier += " (borderline)"
    change = ""
    if told.before is not None:
        change = "unchanged within noise"
        if told.significant:
            verb = "down" if told.score < told.before else "up"
            change = f"{verb} from {formats.score(told.before)}"
        change += f" since {told.before_period}"
    return Standing(told.score, low, high, formats.score(told.score), likely, tier, change, coverage)


def _actions(ctx: Context, made: list[Card]) -> tuple[Action, ...]:
    """The weakest metric of each of the weakest dimensions, where it is short of its target and says what to do."""
    chosen: list[Action] = []
    for card in made:
        if not card.dimension.in_index or len(chosen) == ACTIONS:
            continue
        lead = leading([_now(ctx, metric.id) for metric in ctx.registry.metrics_of(card.dimension.id)])
        if lead is not None and lead.chip.kind in ("act", "watch") and lead.metric.action:
            said = sentences.reads(lead.metric.label, lead.metric.wording.reads, lead.figure)
            action = formats.sentence(lead.metric.action)
            named = "owned by" in action.lower()
            chosen.append(
                Action(
                    label=lead.metric.label,
                    href=f"metrics/{lead.metric.id}.html",
                    reading=formats.sentence(said),
                    action=action,
                    owner="" if named else f"Owner: {lead.metric.owner}.",
                )
            )
    return tuple(chosen)


def _unknown(ctx: Context) -> tuple[Unknown, ...]:
    """Scored metrics without a value in the quarter shown: what can be mended first, then what time will bring."""
    lacking = [
        one
        for metric in ctx.registry.metrics
        if metric.role == "scored" and not (one := _now(ctx, metric.id)).is_known
    ]
    lacking.sort(key=lambda one: (UNKNOWN_FIRST.index(_status(one)), -one.metric.weight, one.metric.id))
    return tuple(
        Unknown(one.metric.label, f"metrics/{one.metric.id}.html", one.chip.word, one.missing)
        for one in lacking
    )


def _status(one: Summary) -> str:
    status = one.row.status if one.row else "not_measured"
    return status if status in UNKNOWN_FIRST else "not_measured"


def _now(ctx: Context, metric_id: str) -> Summary:
    metric = ctx.registry.metric(metric_id)
    assert metric is not None
    return summarise(ctx, metric, ctx.quarter, ctx.before)

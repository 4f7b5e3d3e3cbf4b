"""The digest: as HTML a mail client renders, and as text of 72 columns that reads well aloud."""

from __future__ import annotations

import textwrap
from pathlib import Path

from scorecard.errors import ScorecardError
from scorecard.pages import formats, templating
from scorecard.pages.cards import Card
from scorecard.push.brief import Brief, card_standing, card_words, spread

COLUMNS = 72
SHOWN = 5  # so many changes and unknowns are told; more are counted
SPACES = dict.fromkeys((0xA0, 0x202F, 0x2009), " ")
LARGEST = 100_000  # bytes; mail clients cut longer messages


def as_html(brief: Brief, site: Path) -> str:
    """One self-contained page; raises ScorecardError when it would be cut off by a mail client."""
    made = (
        templating.environment(site)
        .get_template("push/digest.html.j2")
        .render(brief=brief, shown=SHOWN, words=card_words, spread=spread)
    )
    text = "\n".join(line.strip() for line in made.splitlines() if line.strip()) + "\n"
    size = len(text.encode())
    if size >= LARGEST:
        raise ScorecardError(
            f"digest.html has {size:,} bytes and mail clients cut messages at {LARGEST:,}; "
            "shorten the wording or action of the metrics it tells, in their YAML."
        )
    return text


def as_text(brief: Brief) -> str:
    """The same words in plain text."""
    lines = [*_head(brief), *_cost(brief), *_actions(brief), *_dimensions(brief)]
    lines += [*_changes(brief), *_unknown(brief), *_foot(brief)]
    return "\n".join(lines).translate(SPACES) + "\n"


def _head(brief: Brief) -> list[str]:
    now = brief.standing
    stands = now.shown if now.score is None else f"{now.shown} of 100"
    told = [text for text in (stands, now.tier, now.likely) if text]
    return [
        *(_wrapped("DEMO DATA. A made-up company: every name and number here is invented.") if brief.is_demo else []),
        *([""] if brief.is_demo else []),
        *_wrapped(f"{brief.company}: sales and marketing alignment, {brief.period}"),
        "",
        *_wrapped(brief.headline),
        "",
        *_wrapped(f"Alignment index: {', '.join(told)}."),
        *(_wrapped(formats.sentence(now.change)) if now.change else []),
        *_wrapped(now.coverage),
        "",
        *_wrapped(" ".join(brief.why)),
    ]  # fmt: skip


def _cost(brief: Brief) -> list[str]:
    if not brief.cost:
        return []
    lines = [
        item
        for line in brief.costs
        for item in _item(f"{line.label}: {line.base}, {spread(line)} ({line.period}).")
    ]
    return [*_heading("What it costs"), *_wrapped(brief.cost), *lines]


def _actions(brief: Brief) -> list[str]:
    if not brief.actions:
        return [
            *_heading("What to do"),
            *_wrapped("No scored metric with a value is short of its target."),
        ]
    items = [
        _item(f"{one.label}. {one.reading} {one.action} {one.owner}", f"{number}. ")
        for number, one in enumerate(brief.actions, 1)
    ]
    return [*_heading("What to do"), *(line for item in items for line in item)]


def _dimensions(brief: Brief) -> list[str]:
    lines = [line for card in brief.dimensions for line in _item(_card(card))]
    outcomes = [
        line
        for card in brief.outcomes
        if card.reading
        for line in _item(f"{card.dimension.label} (not in the index): {card.reading}")
    ]
    return [*_heading("The questions, weakest first"), *lines, *outcomes]


def _card(card: Card) -> str:
    stands = f"{card.score} of 100, " if card.score else ""
    return f"{card.dimension.label}: {stands}{card_standing(card).lower()}. {card_words(card)}"


def _changes(brief: Brief) -> list[str]:
    lines = _heading("What changed")
    if brief.moved:
        lines += _wrapped(f"Since {brief.since}, beyond noise:")
    else:
        lines += _wrapped(f"Since {brief.since} no figure moved beyond noise.")
    lines += [line for one in brief.moved[:SHOWN] for line in _item(f"{one.label} {one.text}")]
    if brief.differs:
        lines += _wrapped("Since the last build:")
        lines += [line for one in brief.differs[:SHOWN] for line in _item(f"{one.label} {one.text}")]
    beyond = sum(max(len(rows) - SHOWN, 0) for rows in (brief.moved, brief.differs))
    return lines + (
        _wrapped(f"{formats.counted(beyond, 'more changes')} on the Changes page.") if beyond else []
    )


def _unknown(brief: Brief) -> list[str]:
    lines = _heading("What is not known")
    if not brief.unknown:
        return [*lines, *_wrapped("Every scored metric has a number.")]
    for one in brief.unknown[:SHOWN]:
        lines += _item(f"{one.label} ({one.status.lower()}). {one.missing}")
    beyond = len(brief.unknown) - SHOWN
    if beyond > 0:
        lines += _wrapped(f"{formats.counted(beyond, 'more metrics')} without a number on the Metrics page.")
    return lines


def _foot(brief: Brief) -> list[str]:
    where = ["", f"The whole scorecard: {brief.site_url}index.html"] if brief.site_url else []
    return [
        "",
        *_wrapped(f"{brief.checks} Data to {brief.data_to}, published {brief.published}."),
        *where,
    ]


def _heading(words: str) -> list[str]:
    return ["", words, "-" * len(words)]


def _item(text: str, mark: str = "- ") -> list[str]:
    return textwrap.wrap(
        text, COLUMNS, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, COLUMNS, break_on_hyphens=False)

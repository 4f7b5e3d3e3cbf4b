"""A Slack message in Block Kit, as chat.postMessage and incoming webhooks take it. Sent by whoever wants to, not by us.

The limits are Slack's: https://docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

import json
from typing import Any

from scorecard.pages import formats
from scorecard.pages.cards import Card
from scorecard.push.brief import Brief, card_standing, card_words

HEADER, TEXT, FIELD, FIELDS, BLOCKS = 150, 3000, 2000, 10, 50
SHOWN = 5
SHAPES = {"good": "●", "watch": "◆", "act": "■", "none": "○", "plain": "○"}
Block = dict[str, Any]


def message(brief: Brief) -> str:
    """The message as JSON, with a text for notifications."""
    blocks = [
        _context(
            f"{'Demo data, invented · ' if brief.is_demo else ''}{brief.company} · {brief.period}",
            "plain_text",
        ),
        {"type": "header", "text": {"type": "plain_text", "text": formats.shorten(brief.headline, HEADER)}},
        _section(_standing(brief)),
        _section(escaped(" ".join(brief.why))),
        *([_section(_link(brief, "money.html", brief.cost))] if brief.cost else []),
        {"type": "divider"},
        *_fields([_field(brief, card) for card in brief.dimensions]),
        {"type": "divider"},
        _section(_actions(brief)),
        _section(_unknown(brief)),
        _context(_foot(brief), "mrkdwn"),
    ]
    made = {"text": _cut(brief.headline, TEXT), "blocks": blocks[:BLOCKS]}
    return json.dumps(made, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def escaped(text: str) -> str:
    """Text that Slack shows as it is: its control characters as entities, its marks kept from marking."""
    text = formats.clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "*_~`":
        text = text.replace(mark, f"\u200b{mark}\u200b")
    return text


def _standing(brief: Brief) -> str:
    now = brief.standing
    first = f"*{escaped(now.shown)}*" if now.score is None else f"*{escaped(now.shown)} of 100*"
    rest = [escaped(text) for text in (now.tier, now.likely, now.change) if text]
    return " · ".join([first, *rest]) + f"\n{escaped(now.coverage)}"


def _field(brief: Brief, card: Card) -> str:
    score = f" {card.score}" if card.score else ""
    name = _link(brief, card.href, card.dimension.label)
    standing = escaped(card_standing(card).lower())
    return f"{SHAPES[card.chip.kind]} *{name}*{score} ({standing})\n{escaped(card_words(card))}"


def _actions(brief: Brief) -> str:
    if not brief.actions:
        return "*What to do*\nNo scored metric with a value is short of its target."
    items = [
        f"{number}. *{_link(brief, one.href, one.label)}.* "
        f"{escaped(' '.join(part for part in (one.reading, one.action, one.owner) if part))}"
        for number, one in enumerate(brief.actions, 1)
    ]
    return "\n".join(["*What to do*", *items])


def _unknown(brief: Brief) -> str:
    if not brief.unknown:
        return "*What is not known*\nEvery scored metric has a number."
    items = [
        f"• {_link(brief, one.href, one.label)} ({escaped(one.status.lower())}). {escaped(one.missing)}"
        for one in brief.unknown[:SHOWN]
    ]
    beyond = len(brief.unknown) - SHOWN
    more = [f"{formats.counted(beyond, 'more metrics')} without a number."] if beyond > 0 else []
    return "\n".join(["*What is not known*", *items, *more])


def _foot(brief: Brief) -> str:
    whole = f" {_link(brief, 'index.html', 'The whole scorecard')}." if brief.site_url else ""
    return f"{escaped(f'{brief.checks} Data to {brief.data_to}, published {brief.published}.')}{whole}"


def _link(brief: Brief, href: str, label: str) -> str:
    address = brief.link(href)
    return f"<{address}|{escaped(label).replace('|', '¦')}>" if address else escaped(label)


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _cut(text, TEXT)}}


def _fields(texts: list[str]) -> list[Block]:
    """As many sections as the fields need."""
    return [
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": _cut(text, FIELD)} for text in texts[start : start + FIELDS]
            ],
        }
        for start in range(0, len(texts), FIELDS)
    ]


def _context(text: str, kind: str) -> Block:
    return {"type": "context", "elements": [{"type": kind, "text": _cut(text, FIELD)}]}


def _cut(text: str, longest: int) -> str:
    """At most so many characters, cut so that no entity, mark or link is cut in half."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1].rsplit(None, 1)[0]
    if kept.rfind("<") > kept.rfind(">"):
        kept = kept[: kept.rfind("<")].rstrip()
    return kept + "…"

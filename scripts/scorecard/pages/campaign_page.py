"""A page per campaign for the dearest ones: what it cost, what sales made of its leads, its credit under every rule."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from scorecard import charts
from scorecard.pages import formats
from scorecard.pages.attribution_page import RULES
from scorecard.pages.campaign_rows import Campaign, Campaigns
from scorecard.pages.context import Context

LARGEST = 24  # a page each; the table and the CSV hold the rest


def slug(campaign_id: str) -> str:
    """An address for any id: its letters and digits, and a digest where those are not the whole of it."""
    plain = re.sub(r"[^a-z0-9]+", "-", campaign_id.lower()).strip("-")[:40]
    digest = "" if plain == campaign_id.lower() else hashlib.sha256(campaign_id.encode()).hexdigest()[:8]
    return "-".join(part for part in (plain, digest) if part)


def paged(campaigns: Campaigns) -> tuple[Campaign, ...]:
    """The campaigns that have a page."""
    return campaigns.listed[:LARGEST]


def name_of(one: Campaign) -> str:
    return one.campaign_name or one.campaign_id


def view(ctx: Context, one: Campaign, campaigns: Campaigns) -> dict[str, Any]:
    """Everything one campaign's page lays out."""
    given = {
        rule: value
        for rule in RULES
        if (value := getattr(one, f"credit_{rule}", None)) is not None and formats.known(value)
    }
    top = max([*given.values(), one.spend_amount or 0.0, 1e-9])
    scale = charts.Scale(0, top, 0, 100)
    place = [other.campaign_id for other in campaigns.listed].index(one.campaign_id)
    others = paged(campaigns)
    return {
        "campaign": one,
        "title": name_of(one),
        "facts": _facts(one),
        "steps": _steps(ctx, one),
        "credits": [
            {
                "name": RULES[rule][0],
                "says": RULES[rule][1],
                "value": ctx.money(value),
                "bar": charts.Bar(0.0, scale(value)),
            }
            for rule, value in given.items()
        ],
        "spend_at": scale(one.spend_amount) if formats.known(one.spend_amount) else None,
        "spend": ctx.money(one.spend_amount) if formats.known(one.spend_amount) else "",
        "back": others[place - 1] if 0 < place <= len(others) else None,
        "on": others[place + 1] if place + 1 < len(others) else None,
        "slug": slug,
        "name_of": name_of,
    }  # fmt: skip


def _facts(one: Campaign) -> list[tuple[str, str]]:
    told = [
        ("Channel", one.channel),
        ("Kind", one.campaign_type),
        ("Ran from", formats.iso_day(one.started_on) if one.started_on else None),
        ("to", formats.iso_day(one.ended_on) if one.ended_on else None),
        ("Id", one.campaign_id),
    ]
    return [(label, str(value)) for label, value in told if value]


def _steps(ctx: Context, one: Campaign) -> list[tuple[str, str, str]]:
    """From money to revenue: the figure, what it counts, and the share or cost that follows from it."""
    steps = []
    if formats.known(one.spend_amount):
        steps.append((ctx.money(one.spend_amount), "spent", ""))
    for value, said, share in (
        (one.handed_off, "leads sent to sales", None),
        (one.followed_up, "worked in time", one.followed_up_share),
        (one.accepted, "accepted", one.accepted_share),
        (one.opportunities, "opportunities", None),
        (one.won_deals, "deals won", None),
    ):
        if formats.known(value):
            under = formats.value(share, "share") if formats.known(share) else ""
            steps.append((formats.count(value), said, under))
    if formats.known(one.won_amount):
        steps.append((ctx.money(one.won_amount), "won", ""))
    return steps

"""Accounts, products, campaigns and what the campaigns cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Floats, Ints, pick, stream
from scorecard.demo.clock import DAY, Span, to_date
from scorecard.demo.tables import Column
from scorecard.demo.worlds import CHANNELS, LEAD_SEGMENT_SHARES, REGION_SHARES, REGIONS, SEGMENTS, Params

INDUSTRIES = (
    "Food & beverage",
    "Automotive suppliers",
    "Packaging",
    "Pharmaceuticals",
    "Machinery",
    "Logistics",
)
COUNTRIES = (("US", "CA"), ("DE", "GB", "FR", "NL"), ("BR", "MX", "CL"))
THEMES = ("uptime", "cost_of_ownership", "worker_safety", "fast_changeover", "energy_savings")
FAMILIES = ("Conveyors", "Robotics", "Monitoring")
PRODUCTS = (
    ("PR01", "LinearFlow 200", 0, 8_000),
    ("PR02", "LinearFlow 600", 0, 24_000),
    ("PR03", "PickArm S", 1, 18_000),
    ("PR04", "PickArm XL", 1, 64_000),
    ("PR05", "LineWatch sensors", 2, 3_500),
    ("PR06", "LineWatch platform", 2, 12_000),
)
LINES = (  # two lines of campaigns per channel: their kind, and their names one after another
    (
        ("search_brand", ("Northwind by name", "Conveyors by name")),
        ("search_generic", ("Line downtime search", "Robot cell search")),
    ),
    (
        ("social_stories", ("Plant manager stories", "Maintenance heroes")),
        ("social_offers", ("Robots at work", "Energy bill challenge")),
    ),
    (("trade_fair", ("Hannover fair", "Pack Expo")), ("roadshow", ("Factory open day", "Regional roadshow"))),
    (
        ("newsletter", ("Uptime newsletter", "Spare parts letter")),
        ("mailing", ("Retrofit offer", "Safety audit checklist")),
    ),
    (
        ("co_selling", ("Integrator co-selling", "Distributor days")),
        ("referral", ("OEM referral", "Service partner bonus")),
    ),
)
SLOTS = 4  # campaigns a line runs one after another
PER_CHANNEL = 2 * SLOTS
SPEND_PER_LEAD = 190.0
PAYMENT_DAYS = (1, 8, 15, 22, 27)  # of the month, counted from 0


@dataclass(frozen=True)
class Campaigns:
    """Campaigns by position: PER_CHANNEL for each channel, line by line, then two that bring no accepted lead."""

    channel: Ints
    line: Ints  # 0 or 1 within the channel
    started: Ints  # day
    ended: Ints
    theme: Ints
    names: list[str]
    silent: int  # brings no lead at all
    barren: int  # brings leads that never get as far as sales


def campaigns(seed: int, span: Span) -> Campaigns:
    """Lay out the campaigns: each line runs SLOTS of them, each through its part of the months and two weeks longer."""
    rng = stream(seed, "campaigns")
    first, last = int(span.month_starts[0]), int(span.month_starts[-1])
    edges = _edges(span)
    channel, line, slot = (
        grid.ravel()
        for grid in np.meshgrid(np.arange(len(CHANNELS)), np.arange(2), np.arange(SLOTS), indexing="ij")
    )
    started = edges[slot]
    names = [
        f"{LINES[c][which][1][place % 2]} {_half(int(start))}"
        for c, which, place, start in zip(channel, line, slot, started, strict=True)
    ]
    theme = np.append(pick(rng, [0.3, 0.25, 0.15, 0.15, 0.15], channel.size), [4, 0])
    return Campaigns(
        channel=np.append(channel, [1, 2]),
        line=np.append(line, [0, 0]),
        started=np.append(started, [first, first]),
        ended=np.append(np.minimum(edges[slot + 1] + 14, last - 1), [last - 1, last - 1]),
        theme=theme,
        names=[*names, "Brand film: built to run", "Trade press sponsorship"],
        silent=channel.size,
        barren=channel.size + 1,
    )


def _edges(span: Span) -> Ints:
    return np.asarray(span.month_starts[np.linspace(0, span.months, SLOTS + 1).astype(np.int64)])


def _half(start: int) -> str:
    day = to_date(start)
    return f"{'spring' if day.month < 7 else 'autumn'} {day.year}"


def campaign_of(span: Span, channel: Ints, line: Ints, seconds: Ints) -> Ints:
    """Return the campaign that each line of each channel runs at each instant."""
    slot = np.clip(np.searchsorted(_edges(span), seconds // DAY, side="right") - 1, 0, SLOTS - 1)
    return np.asarray(channel * PER_CHANNEL + line * SLOTS + slot)


def campaign_table(plan: Campaigns, owners: Ints, budgets: Floats) -> dict[str, Column]:
    """Return the `campaigns` table."""
    size = plan.channel.size
    objective = np.zeros(size, dtype=int)
    objective[[plan.silent, plan.barren]] = 1
    return {
        "campaign_id": tables.key("C", np.arange(size), 3),
        "campaign_name": tables.words(plan.names),
        "channel": tables.code(CHANNELS, plan.channel),
        "campaign_type": tables.code(
            [kind for lines in LINES for kind, _ in lines], plan.channel * 2 + plan.line
        ),
        "objective": tables.code(("demand", "brand"), objective),
        "message_theme": tables.code(THEMES, plan.theme),
        "product_family": tables.code(FAMILIES, np.arange(size) % 3),
        "started_on": tables.day(plan.started),
        "ended_on": tables.day(plan.ended),
        "owner_user_id": tables.key("U", owners[np.arange(size) % owners.size], 5),
        "budget_amount": tables.money(np.round(budgets * 1.05, -2)),
        "currency_code": tables.code(("USD",), np.zeros(size)),
    }


def spend(
    seed: int, params: Params, span: Span, plan: Campaigns, leads: int
) -> tuple[dict[str, Column], Floats]:
    """Return `campaign_spend` and the total per campaign.

    Each month's money is split exactly: the unlinked share, the barren share (half in a campaign without any lead),
    the rest among the running campaigns.
    """
    rng = stream(seed, "campaign_spend")
    campaign, days, amounts, kinds = [], [], [], []
    parts = len(PAYMENT_DAYS)
    cost = np.array([1.05, 0.95, 1.1, 0.6, 0.8])  # per lead, by channel
    for month in range(span.months):
        total = round(SPEND_PER_LEAD * leads / span.months * (0.9 + 0.2 * month / max(1, span.months - 1)))
        unlinked, barren = params.unlinked_spend[month] * total, params.barren_spend[month] * total
        for payment in PAYMENT_DAYS:
            day = int(span.month_starts[month]) + payment
            running = np.flatnonzero(
                (plan.started[: plan.silent] <= day) & (plan.ended[: plan.silent] >= day)
            )
            weights = cost[plan.channel[running]] * rng.uniform(0.8, 1.2, running.size)
            cents = np.floor(weights / weights.sum() * (total - unlinked - barren) / parts * 100)
            cents[0] += round((total - unlinked - barren) / parts * 100) - cents.sum()
            campaign += [*running, plan.silent, plan.barren, -1, -1]
            amounts += [
                *(cents / 100),
                barren / parts / 2,
                barren / parts / 2,
                unlinked / parts * 0.6,
                unlinked / parts * 0.4,
            ]
            kinds += [*(plan.channel[running]), 5, 5, 6, 7]
            days += [day] * (running.size + 4)
    owner = np.array(campaign, dtype=np.int64)
    paid = np.round(np.array(amounts), 2)
    by_kind = ("media", "media", "event", "tool", "content", "brand", "agency", "tool")
    columns = {
        "spend_id": tables.key("X", np.arange(owner.size), 6),
        "campaign_id": tables.key("C", owner, 3),
        "channel": tables.code(CHANNELS, np.where(owner >= 0, plan.channel[owner], -1)),
        "cost_type": tables.code(by_kind, np.array(kinds)),
        "spent_on": tables.day(np.array(days)),
        "amount": tables.money(paid),
        "currency_code": tables.code(("USD",), np.zeros(owner.size)),
    }
    return columns, np.bincount(
        owner[owner >= 0], weights=paid[owner >= 0], minlength=plan.channel.size
    ).astype(float)


@dataclass(frozen=True)
class Accounts:
    """Accounts in cells of segment × region; cell c holds positions starts[c] … starts[c + 1] − 1."""

    starts: Ints
    segment: Ints
    region: Ints

    def draw(self, rng: np.random.Generator, segment: Ints, region: Ints) -> Ints:
        """Draw an account of the right segment and region for each entry."""
        cell = segment * len(REGIONS) + region
        sizes = np.diff(self.starts)
        return np.asarray(self.starts[cell] + (rng.random(cell.size) * sizes[cell]).astype(np.int64))


def accounts(leads: int) -> Accounts:
    """Lay out the accounts: six for every ten leads, spread over segments and regions as leads are."""
    shares = np.outer(LEAD_SEGMENT_SHARES, REGION_SHARES).ravel()
    sizes = np.maximum(4, np.round(shares * 0.6 * leads).astype(np.int64))
    cell = np.repeat(np.arange(sizes.size), sizes)
    return Accounts(np.append(0, np.cumsum(sizes)), cell // len(REGIONS), cell % len(REGIONS))


def account_table(seed: int, book: Accounts, first_won: Ints) -> dict[str, Column]:
    """Return the `accounts` table. `first_won` holds the day of each account's first deal, or NEVER."""
    rng = stream(seed, "accounts")
    size = book.segment.size
    countries = [country for group in COUNTRIES for country in group]
    offsets = np.array([0, 2, 6])
    widths = np.array([2, 4, 3])
    country = offsets[book.region] + (rng.random(size) ** 1.7 * widths[book.region]).astype(np.int64)
    return {
        "account_id": tables.key("A", np.arange(size)),
        "segment": tables.code(SEGMENTS, book.segment),
        "industry": tables.code(INDUSTRIES, pick(rng, [5, 4, 4, 2, 3, 2], size)),
        "region": tables.code(REGIONS, book.region),
        "country_code": tables.code(countries, country),
        "first_won_on": tables.day(first_won),
        "currency_code": tables.code(("USD",), np.zeros(size)),
    }


def product_table() -> dict[str, Column]:
    """Return the `products` table."""
    return {
        "product_id": tables.words([product[0] for product in PRODUCTS]),
        "product_name": tables.words([product[1] for product in PRODUCTS]),
        "product_family": tables.code(FAMILIES, np.array([product[2] for product in PRODUCTS])),
        "list_price": tables.money(np.array([float(product[3]) for product in PRODUCTS])),
        "currency_code": tables.code(("USD",), np.zeros(len(PRODUCTS))),
    }

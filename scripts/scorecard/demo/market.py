"""Accounts, products, campaigns and what the campaigns cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Floats, Ints, pick, stream
from scorecard.demo.clock import DAY, Span, to_date
from scorecard.demo.tables import Column
from scorecard.demo.worlds import CHANNELS, REGION_SHARES, REGIONS, SEGMENT_SHARES, SEGMENTS, Params

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
SERIES = (
    (
        "Line downtime search",
        "Conveyor replacement search",
        "Robot cell quotes search",
        "Condition monitoring search",
    ),
    ("Plant manager stories", "Maintenance heroes", "Robots at work", "Energy bill challenge"),
    ("Hannover fair", "Pack Expo", "Factory open day", "Regional roadshow"),
    ("Uptime newsletter", "Retrofit offer", "Safety audit checklist", "Spare parts letter"),
    ("Integrator co-selling", "Distributor days", "OEM referral", "Service partner bonus"),
)
TYPES = ("search", "social", "event", "nurture", "co_marketing")
SLOTS = 8  # campaigns a channel runs one after another
SPEND_PER_LEAD = 190.0
PAYMENT_DAYS = (1, 8, 15, 22, 27)  # of the month, counted from 0


@dataclass(frozen=True)
class Campaigns:
    """Campaigns by position: SLOTS per channel in turn, then two that never bring an accepted lead."""

    channel: Ints
    started: Ints  # day
    ended: Ints
    theme: Ints
    names: list[str]
    silent: int  # brings no lead at all
    barren: int  # brings leads that never get as far as sales


def campaigns(seed: int, span: Span) -> Campaigns:
    """Draw the campaigns: in each channel SLOTS of them, each running its part of the months and two weeks longer."""
    rng = stream(seed, "campaigns")
    first, last = int(span.month_starts[0]), int(span.month_starts[-1])
    edges = np.linspace(first, last, SLOTS + 1).astype(np.int64)
    channel = np.repeat(np.arange(len(CHANNELS)), SLOTS)
    started = np.tile(edges[:-1], len(CHANNELS))
    ended = np.minimum(np.tile(edges[1:], len(CHANNELS)) + 14, last - 1)
    names = [
        f"{SERIES[c][slot % 4]} {_half(int(start))}"
        for c, slot, start in zip(channel, np.tile(np.arange(SLOTS), len(CHANNELS)), started, strict=True)
    ]
    theme = np.append(pick(rng, [0.3, 0.25, 0.15, 0.15, 0.15], channel.size), [4, 0])
    return Campaigns(
        channel=np.append(channel, [1, 2]),
        started=np.append(started, [first, first]),
        ended=np.append(ended, [last - 1, last - 1]),
        theme=theme,
        names=[*names, "Brand film: built to run", "Trade press sponsorship"],
        silent=channel.size,
        barren=channel.size + 1,
    )


def _half(start: int) -> str:
    day = to_date(start)
    return f"{'spring' if day.month < 7 else 'autumn'} {day.year}"


def campaign_of(span: Span, channel: Ints, seconds: Ints) -> Ints:
    """Return the campaign of each channel that runs at each instant."""
    first, last = int(span.month_starts[0]), int(span.month_starts[-1])
    edges = np.linspace(first, last, SLOTS + 1).astype(np.int64)
    slot = np.clip(np.searchsorted(edges, seconds // DAY, side="right") - 1, 0, SLOTS - 1)
    return np.asarray(channel * SLOTS + slot)


def campaign_table(plan: Campaigns, owners: Ints, budgets: Floats) -> dict[str, Column]:
    """Return the `campaigns` table."""
    size = plan.channel.size
    objective = np.zeros(size, dtype=int)
    objective[[plan.silent, plan.barren]] = 1
    return {
        "campaign_id": tables.key("C", np.arange(size), 3),
        "campaign_name": tables.words(plan.names),
        "channel": tables.code(CHANNELS, plan.channel),
        "campaign_type": tables.code(TYPES, plan.channel),
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
    cost = np.array([1.15, 1.0, 1.35, 0.45, 0.8])  # per lead, by channel
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
    shares = np.outer(SEGMENT_SHARES, REGION_SHARES).ravel()
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

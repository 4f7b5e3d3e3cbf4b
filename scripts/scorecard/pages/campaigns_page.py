"""The campaigns page: money, what sales made of the leads, and revenue, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scorecard.pages import formats
from scorecard.pages.campaign_rows import LISTED, Campaign, Campaigns
from scorecard.pages.context import Context

OPEN_ROWS = 40  # what a script leaves open, and paper prints; everything is there without one
MINIMUM = 30  # leads below which a share says little: its row is grey


@dataclass(frozen=True)
class Cell:
    """A figure as printed, what stands under it, and the number it is sorted by (empty: not known, so last)."""

    text: str
    under: str
    key: str
    is_thin: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    under: str
    dates: str
    cells: tuple[Cell, ...]
    is_folded: bool


def view(ctx: Context, campaigns: Campaigns) -> dict[str, Any]:
    """Everything the page lays out."""
    sums = campaigns.sums
    rest, none, total = sums.get("rest"), sums.get("none"), sums.get("all")
    rows = [
        _row(ctx, one, one.campaign_name or one.campaign_id, _kind(one), position >= OPEN_ROWS)
        for position, one in enumerate(campaigns.listed)
    ]
    ends = []
    if rest is not None:
        name = f"{formats.count(rest.campaigns)} campaigns more"
        ends.append(_row(ctx, rest, name, "all of them in the CSV", False))
    if none is not None:
        ends.append(_row(ctx, none, "No campaign", "sales’ own, and what names none", False))
    if total is not None:
        ends.append(_row(ctx, total, "All", "", False))
    first = campaigns.listed[0] if campaigns.listed else None
    return {
        "rows": rows,
        "ends": ends,
        "columns": COLUMNS,
        "listed": len(rows),
        "limit": LISTED,
        "open_rows": OPEN_ROWS,
        "sentences": _sentences(ctx, campaigns),
        "figures": _figures(ctx, total),
        "left_out": _left_out(first),
        "minimum": MINIMUM,
        "acceptance_days": float(ctx.vars.get("acceptance_horizon_days") or 21),
        "follow_up_days": float(ctx.vars.get("follow_up_horizon_days") or 14),
    }


COLUMNS = (
    ("Spend", "spend"),
    ("Leads", "leads"),
    ("Accepted", "accepted"),
    ("Worked in time", "worked"),
    ("Spend per accepted lead", "cost"),
    ("Pipeline", "pipeline"),
    ("Won", "won"),
    ("Credit, evenly", "credit"),
)


def _row(ctx: Context, one: Campaign, name: str, under: str, is_folded: bool) -> Row:
    return Row(
        name=name,
        under=under,
        dates=_dates(one),
        cells=(
            _amount(ctx, one.spend_amount),
            _count(one.leads, ""),
            _part(one.accepted, one.accepted_share, one.handed_off, _young(one)),
            _part(one.followed_up, one.followed_up_share, one.handed_off, ""),
            _amount(ctx, one.cost_per_accepted_lead, missing="none accepted" if one.accepted == 0 else ""),
            _amount(ctx, one.pipeline_amount, under=_deals(one.opportunities)),
            _amount(ctx, one.won_amount, under=_deals(one.won_deals)),
            _amount(ctx, one.credit_linear, under=_range(ctx, one)),
        ),
        is_folded=is_folded,
    )


def _kind(one: Campaign) -> str:
    return " · ".join(part.replace("_", " ") for part in (one.channel, one.campaign_type) if part)


def _dates(one: Campaign) -> str:
    if one.started_on and one.ended_on:
        return f"{formats.iso_day(one.started_on)} to {formats.iso_day(one.ended_on)}"
    return f"since {formats.iso_day(one.started_on)}" if one.started_on else ""


def _amount(ctx: Context, number: float | None, under: str = "", missing: str = "") -> Cell:
    if not formats.known(number):
        return Cell(missing or "not known", "", "", is_thin=True)
    return Cell(formats.money_full(number, ctx.currency, ctx.symbol), under, f"{number:.2f}", number == 0)


def _count(number: float | None, under: str) -> Cell:
    if not formats.known(number):
        return Cell("not known", "", "", is_thin=True)
    return Cell(formats.count(number), under, f"{number:.0f}", number == 0)


def _part(number: float | None, share: float | None, whole: float | None, under: str) -> Cell:
    """A count and its share of the leads it can be a part of; sorted by the share, grey where they are few."""
    if not formats.known(number):
        return Cell("not known", "", "", is_thin=True)
    if not formats.known(share):
        return Cell(formats.count(number), under or "none handed over", "", is_thin=True)
    parts = [formats.value(share, "share"), under]
    return Cell(
        formats.count(number),
        ", ".join(part for part in parts if part),
        f"{share:.6f}",
        is_thin=(whole or 0) < MINIMUM,
    )


def _young(one: Campaign) -> str:
    return f"{formats.count(one.undecided)} too young" if one.undecided else ""


def _deals(number: float | None) -> str:
    return formats.counted(number, "deals") if number else ""


def _range(ctx: Context, one: Campaign) -> str:
    low, high = one.credit_low, one.credit_high
    if not (formats.known(low) and formats.known(high)) or round(low) == round(high):
        return ""
    return formats.interval(low, high, "currency", ctx.currency, ctx.symbol)


def _figures(ctx: Context, total: Campaign | None) -> list[tuple[str, str]]:
    """The company's totals, from money to revenue, as far as they are known."""
    if total is None:
        return []
    money: Callable[[float], str] = ctx.money
    listed: list[tuple[str, float | None, Callable[[float], str]]] = [
        ("spent", total.spend_amount, money),
        ("leads", total.leads, formats.count),
        ("accepted", total.accepted, formats.count),
        ("in opportunities", total.pipeline_amount, money),
        ("won", total.won_amount, money),
    ]
    return [(written(number), label) for label, number, written in listed if formats.known(number)]


def _sentences(ctx: Context, campaigns: Campaigns) -> list[str]:
    """What stands out: money on no campaign, and money on campaigns without a lead sales accepted."""
    told = []
    total, none, fruitless = (campaigns.sums.get(kind) for kind in ("all", "none", "fruitless"))
    if total and none and total.spend_amount and none.spend_amount:
        share = formats.value(none.spend_amount / total.spend_amount, "share")
        told.append(f"{ctx.money(none.spend_amount)} of spend, {share} of all, names no campaign.")
    if fruitless and formats.known(fruitless.spend_amount):
        told.append(
            f"{formats.counted(fruitless.campaigns, 'campaigns')} cost {ctx.money(fruitless.spend_amount)} without one "
            "lead that sales accepted."
        )
    return told


def _left_out(first: Campaign | None) -> str:
    """Which rules the range of credit leaves out for want of journeys."""
    if first is None or not formats.known(first.credit_linear):
        return ""
    rules = (("Markov’s removal effect", first.credit_markov), ("Shapley’s value", first.credit_shapley))
    return formats.join_words([name for name, credit in rules if not formats.known(credit)])

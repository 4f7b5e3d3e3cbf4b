"""The tables that tell what became of each deal, and what was given away with it."""

from __future__ import annotations

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Bools, Floats, Ints, even, in_order, normal_quantile, pick, stream
from scorecard.demo.clock import DAY, Span
from scorecard.demo.deals import SHORT, TYPES, Deals
from scorecard.demo.market import FAMILIES, PRODUCTS, THEMES
from scorecard.demo.people import People
from scorecard.demo.tables import NEVER, Column
from scorecard.demo.worlds import CLAIMS, REGIONS, SEGMENTS, Params

STAGES = ("Discovery", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
STAGE_PROBABILITY = np.array([0.15, 0.35, 0.60, 1.0, 0.0])
CATEGORIES = ("omitted", "pipeline", "best_case", "commit", "closed")
LOST_REASONS = ("price", "no_decision", "competitor", "timing", "missing_capability")
CONCESSIONS = (
    "free_training",
    "free_freight",
    "customization",
    "extended_terms",
    "free_support",
    "rebate",
    "other",
)
CONCESSION_SPREAD = 18.0  # b of the beta(2, b) value of a concession, as a share of list
UNIT_COST_SHARE = 0.42
COMMITTED_LOSSES = 0.35  # share of deals lost in a quarter that stood as commit when it began


def stage_of(deals: Deals, span: Span) -> Ints:
    """Return the current stage of each deal: position in STAGES."""
    age = (span.end - deals.created_at) / DAY
    open_stage = np.select([age > 60, age > 25], [2, 1], 0)
    return np.where(deals.is_closed, np.where(deals.is_won, 3, 4), open_stage).astype(np.int64)


def planned_days(seed: int, deals: Deals, span: Span) -> Ints:
    """Return the close date of each deal in days: actual when closed, else some day in the coming four months."""
    rng = stream(seed, "close dates")
    ahead = span.end // DAY + 3 + rng.integers(0, 120, deals.lead.size)
    return np.where(deals.is_closed, deals.closed_at // DAY, ahead)


def opportunity_table(
    seed: int,
    params: Params,
    span: Span,
    deals: Deals,
    lead_campaign: Ints,
    lead_theme: Ints,
    owner: Ints,
    planned: Ints,
) -> dict[str, Column]:
    """Return the `opportunities` table."""
    rng = stream(seed, "opportunity details")
    size = deals.lead.size
    month = span.month_of(np.where(deals.is_closed, deals.closed_at, deals.created_at))
    edges = np.cumsum(params.both_claim, axis=1)[:, :-1]
    claim_draw = in_order(np.lexsort((month, deals.is_won)), even(rng, size, 1, SHORT)[0])
    claims = (claim_draw[:, None] >= edges[month]).sum(axis=1)
    heard = np.where(deals.lead >= 0, lead_theme[deals.lead], -1)
    match_draw = in_order(np.lexsort((deals.created_at, heard < 0)), even(rng, size, 1, 64)[0])
    match = match_draw < params.message_match[span.month_of(deals.created_at)]
    other = (heard + rng.integers(1, len(THEMES), size)) % len(THEMES)
    theme = np.where(heard < 0, rng.integers(0, len(THEMES), size), np.where(match, heard, other))
    lost = deals.is_closed & ~deals.is_won
    return {
        "opportunity_id": tables.key("O", np.arange(size)),
        "account_id": tables.key("A", deals.account),
        "primary_lead_id": tables.key("L", deals.lead),
        "primary_campaign_id": tables.key("C", np.where(deals.lead >= 0, lead_campaign[deals.lead], -1), 3),
        "product_id": tables.code([product[0] for product in PRODUCTS], deals.product),
        "owner_user_id": tables.key("U", owner, 5),
        "opportunity_type": tables.code(TYPES, deals.kind),
        "created_at": tables.instant(deals.created_at),
        "close_date": tables.day(planned),
        "closed_at": tables.instant(np.where(deals.is_closed, deals.closed_at, NEVER)),
        "stage": tables.code(STAGES, stage_of(deals, span)),
        "is_closed": tables.flag(deals.is_closed),
        "is_won": tables.flag(deals.is_won),
        "amount": tables.money(deals.amount),
        "list_amount": tables.money(deals.list_amount),
        "currency_code": tables.code(("USD",), np.zeros(size)),
        "segment": tables.code(SEGMENTS, deals.segment),
        "region": tables.code(REGIONS, deals.region),
        "product_family": tables.code(
            FAMILIES, np.array([product[2] for product in PRODUCTS])[deals.product]
        ),
        "sales_claimed_source": tables.code(CLAIMS, claims // len(CLAIMS)),
        "marketing_claimed_source": tables.code(CLAIMS, claims % len(CLAIMS)),
        "message_theme": tables.code(THEMES, theme),
        "lost_reason": tables.code(LOST_REASONS, np.where(lost, pick(rng, [3, 3, 2, 2, 1], size), -1)),
    }


def history_table(seed: int, params: Params, span: Span, deals: Deals, planned: Ints) -> dict[str, Column]:
    """Return `opportunity_history`: the state at opening, one on the way, and the current one.

    Deals that will be won, and some that will be lost, stand as `commit` when their quarter begins, at amounts that
    make the sum of each segment and quarter what was won there times exp(bias + spread·Z).
    """
    rng = stream(seed, "opportunity_history")
    size = deals.lead.size
    stage = stage_of(deals, span)
    until = np.where(deals.is_closed, deals.closed_at, span.end)
    committed, promised = _commitments(rng, params, span, deals)
    begins = span.quarter_starts[deals.quarter] * DAY
    on_the_way = np.where(committed, rng.uniform(0.70, 0.98, size), rng.uniform(0.3, 0.6, size))
    middle_at = deals.created_at + (
        (np.where(committed, begins, until) - deals.created_at) * on_the_way
    ).astype(np.int64)
    has_middle = committed | (until - deals.created_at > 10 * DAY)
    open_now = ~deals.is_closed
    guess = np.where(
        open_now, planned, np.maximum(planned + rng.integers(-20, 30, size), deals.created_at // DAY + 5)
    )
    middle, closed = np.flatnonzero(has_middle), np.flatnonzero(deals.is_closed)
    on_way = {
        "stage": np.where(open_now, stage, 2),
        "amount": np.where(
            committed, promised, np.where(open_now, deals.amount, np.round(deals.list_amount * 0.95, 2))
        ),
        "day": np.where(committed, deals.closed_at // DAY, guess),
        "category": np.where(committed, 3, 2),
    }
    first_stage = np.where(open_now & ~has_middle, stage, 0)
    first_amount = np.where(open_now, deals.amount, np.round(deals.list_amount * 0.97, 2))
    deal = np.concatenate([np.arange(size), middle, closed])
    columns = {
        "at": np.concatenate([deals.created_at, middle_at[middle], deals.closed_at[closed]]),
        "stage": np.concatenate([first_stage, on_way["stage"][middle], stage[closed]]),
        "amount": np.concatenate([first_amount, on_way["amount"][middle], deals.amount[closed]]),
        "day": np.concatenate([guess, on_way["day"][middle], planned[closed]]),
        "category": np.concatenate(
            [np.ones(size, int), on_way["category"][middle], np.where(deals.is_won[closed], 4, 0)]
        ),
    }
    order = np.lexsort((columns["at"], deal))
    col = {name: values[order] for name, values in columns.items()}
    return {
        "history_id": tables.key("H", np.arange(order.size), 8),
        "opportunity_id": tables.key("O", deal[order]),
        "valid_from": tables.instant(col["at"]),
        "stage": tables.code(STAGES, col["stage"]),
        "amount": tables.money(col["amount"]),
        "close_date": tables.day(col["day"]),
        "forecast_category": tables.code(CATEGORIES, col["category"]),
        "probability": tables.number(STAGE_PROBABILITY[col["stage"]], 2),
    }


def _commitments(rng: np.random.Generator, params: Params, span: Span, deals: Deals) -> tuple[Bools, Floats]:
    """Return which deals stand as commit when their closing quarter begins, and at what amount."""
    bias, spread = (span.by_quarter(values) for values in (params.forecast_bias, params.forecast_spread))
    shape = (bias.size, len(SEGMENTS))
    cell = deals.quarter * len(SEGMENTS) + deals.segment
    cells = bias.size * len(SEGMENTS)
    won = np.bincount(cell, weights=deals.amount * deals.is_won, minlength=cells).reshape(shape)
    luck = normal_quantile(even(rng, cells, 1, 12)[0]).reshape(shape)
    forecast = won * np.exp(bias[:, None] + spread[:, None] * luck)
    begins = span.quarter_starts[deals.quarter] * DAY
    hopeful = deals.is_won | (rng.random(deals.lead.size) < COMMITTED_LOSSES)
    committed = deals.is_closed & hopeful & (deals.created_at < begins - 3600)
    base = deals.list_amount * 0.95
    total = np.bincount(cell, weights=base * committed, minlength=cells).reshape(shape)
    factor = np.divide(forecast, total, out=np.zeros(shape), where=total > 0)
    return committed, np.round(base * factor.ravel()[cell], 2)


def line_item_table(seed: int, params: Params, span: Span, deals: Deals) -> dict[str, Column]:
    """Return `opportunity_line_items`: one to three lines a deal that sum to its amount, and broken bundles."""
    rng = stream(seed, "opportunity_line_items")
    size = deals.lead.size
    lines = pick(rng, [0.45, 0.35, 0.20], size) + 1
    deal = np.repeat(np.arange(size), lines)
    last = np.append(deal[1:] != deal[:-1], True)
    part = np.where(last, 0.0, rng.uniform(0.15, 0.45, deal.size))
    before = np.bincount(deal, weights=part, minlength=size)
    share = np.where(last, 1 - before[deal], part)
    listed, sold = np.round(deals.list_amount[deal] * share, 2), np.round(deals.amount[deal] * share, 2)
    listed[last] = np.round(deals.list_amount - np.bincount(deal, weights=listed * ~last, minlength=size), 2)
    sold[last] = np.round(deals.amount - np.bincount(deal, weights=sold * ~last, minlength=size), 2)
    bundled = rng.random(size) < 0.30
    broken = bundled & (rng.random(size) < params.bundle_rejection[span.month_of(deals.closed_at)])
    dropped = np.flatnonzero(broken)
    product = np.where(last, deals.product[deal], rng.integers(0, len(PRODUCTS), deal.size))
    gone = rng.integers(0, len(PRODUCTS), dropped.size)
    family = np.array([item[2] for item in PRODUCTS])
    price = np.array([float(item[3]) for item in PRODUCTS])
    until = np.where(deals.is_closed, deals.closed_at, span.end)[dropped]
    removed_at = deals.created_at[dropped] + ((until - deals.created_at[dropped]) * 0.8).astype(np.int64)
    everything = np.concatenate([deal, dropped])
    products = np.concatenate([product, gone])
    listed = np.concatenate([listed, price[gone]])
    final = np.concatenate([np.ones(deal.size, bool), np.zeros(dropped.size, bool)])
    order = np.argsort(everything, kind="stable")
    return {
        "line_item_id": tables.key("I", np.arange(order.size), 8),
        "opportunity_id": tables.key("O", everything[order]),
        "product_id": tables.code([item[0] for item in PRODUCTS], products[order]),
        "product_family": tables.code(FAMILIES, family[products[order]]),
        "quantity": tables.count(np.ones(order.size)),
        "list_unit_price": tables.money(listed[order]),
        "sold_unit_price": tables.money(np.concatenate([sold, price[gone]])[order]),
        "unit_cost": tables.money(np.round(listed * UNIT_COST_SHARE, 2)[order]),
        "bundle_id": tables.key(
            "B", np.where(np.concatenate([bundled[deal], np.ones(dropped.size, bool)]), everything, -1)[order]
        ),
        "was_quoted": tables.flag(np.ones(order.size, bool)),
        "is_in_final_order": tables.flag(final[order]),
        "removed_at": tables.instant(np.concatenate([np.full(deal.size, NEVER), removed_at])[order]),
    }


def quota_met(seed: int, params: Params, span: Span, people: People) -> Floats:
    """Return, per user and quarter, attained ÷ quota: at least 1 with the world's probability, whatever was sold."""
    rng = stream(seed, "quotas")
    chance = span.by_quarter(params.quota_met)
    shape = (people.team.size, chance.size)
    met = chance > even(rng, people.team.size * chance.size, 1, SHORT)[0].reshape(shape[::-1]).T
    return np.where(met, rng.uniform(1.0, 1.35, shape), rng.uniform(0.45, 0.99, shape))


def quota_table(span: Span, deals: Deals, owner: Ints, people: People, ratio: Floats) -> dict[str, Column]:
    """Return `quotas` of everyone who sold all quarter long; who closed nothing has a part in colleagues' deals."""
    won = np.flatnonzero(deals.is_won)
    users, quarters = people.team.size, span.quarter_starts.size - 1
    attained = np.zeros((users, quarters))
    np.add.at(attained, (owner[won], deals.quarter[won]), deals.amount[won])
    attained = np.round(attained, 2)
    starts, stops = span.quarter_starts[:-1], span.quarter_starts[1:]
    sells = np.isin(np.arange(users), np.concatenate([people.seat_user, people.seat_successor]))
    there = (people.hired[:, None] <= starts) & (
        (people.left[:, None] == NEVER) | (people.left[:, None] >= stops)
    )
    covered = (stops * DAY <= span.end) & (starts * DAY >= span.start)
    user, quarter = np.nonzero(sells[:, None] & there & covered)
    usual = attained.sum() / max(1, (attained > 0).sum())
    sold = np.where(attained > 0, attained, round(usual * 0.3, -2) + 500)[user, quarter]
    quota = np.floor(sold / ratio[user, quarter])
    return {
        "user_id": tables.key("U", user, 5),
        "period_start": tables.day(starts[quarter]),
        "period_end": tables.day(stops[quarter] - 1),
        "quota_amount": tables.money(np.maximum(quota, 1)),
        "attained_amount": tables.money(sold),
        "currency_code": tables.code(("USD",), np.zeros(user.size)),
    }


def concession_table(
    seed: int, params: Params, span: Span, deals: Deals, owner: Ints, ratio: Floats, approvers: Ints
) -> dict[str, Column]:
    """Return `concessions` on won deals; larger where the owner met quota in the quarter of close."""
    rng = stream(seed, "concessions")
    share, mean, gap, secret = (
        span.by_quarter(values)[deals.quarter]
        for values in (
            params.concession_share,
            params.concession_mean,
            params.concession_quota_gap,
            params.unapproved_share,
        )
    )
    draws = in_order(np.lexsort((deals.closed_at, deals.is_won)), even(rng, deals.lead.size, 1, SHORT)[0])
    deal = np.flatnonzero(deals.is_won & (draws < share))
    size = deal.size
    met = ratio[owner[deal], deals.quarter[deal]] >= 1
    value = rng.beta(2.0, CONCESSION_SPREAD, size) * (mean[deal] * (2 + CONCESSION_SPREAD) / 2)
    value = np.round((value + met * gap[deal] / share[deal]) * deals.list_amount[deal], 2)
    granted = deals.closed_at[deal] + (rng.uniform(0.1, 55, size) * DAY).astype(np.int64)
    granted = np.where(granted < span.end, granted, (deals.closed_at[deal] + span.end) // 2)
    approved = rng.random(size) >= secret[deal]
    return {
        "concession_id": tables.key("K", np.arange(size), 6),
        "opportunity_id": tables.key("O", deal),
        "concession_type": tables.code(CONCESSIONS, pick(rng, [3, 2, 2, 2, 2, 1, 0.5], size)),
        "list_value_amount": tables.money(np.maximum(value, 1)),
        "cost_amount": tables.money(np.maximum(np.round(value * 0.45, 2), 0.4)),
        "granted_at": tables.instant(granted),
        "granted_by_user_id": tables.key("U", owner[deal], 5),
        "approved_by_user_id": tables.key("U", np.where(approved, approvers[deal % approvers.size], -1), 5),
        "currency_code": tables.code(("USD",), np.zeros(size)),
    }

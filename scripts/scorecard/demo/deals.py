"""What becomes of every deal: where it came from, when it closes, at what list price and discount."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from scorecard.demo import closed_forms
from scorecard.demo.chance import (
    Bools,
    Floats,
    Ints,
    beta_quantile,
    even,
    in_order,
    normal_quantile,
    pick,
    stream,
)
from scorecard.demo.clock import DAY, LATE_DAYS, Span, at_work
from scorecard.demo.leads import Leads
from scorecard.demo.market import PRODUCTS, Accounts
from scorecard.demo.tables import NEVER
from scorecard.demo.worlds import (
    LEAD_SEGMENT_SHARES,
    LIST_MEDIANS,
    LIST_SPREAD,
    REGION_DISCOUNTS,
    REGION_SHARES,
    SEGMENT_DISCOUNTS,
    SEGMENT_WIN_RATIOS,
    Params,
)

CYCLE_SPREAD = 0.5  # sd of ln(days) before quarter ends pull deals about
SELF_SOURCED = 0.08  # deals sales brings itself, per lead
EXPANSION_SHARE, EXPANSION_WIN, EXPANSION_PACE = 0.30, 0.55, 0.6
RENEWAL_SHARE, RENEWAL_WIN, RENEWAL_PACE = 0.40, 0.85, 0.5
SHORT = 32  # deals are few: spread draws evenly over this many
TYPES = ("new", "expansion", "renewal")


@dataclass(frozen=True)
class Deals:
    """One entry per deal in order of opening; instants in seconds since 1970 UTC."""

    lead: Ints  # position of the lead it came from, -1 = none
    account: Ints
    segment: Ints
    region: Ints
    kind: Ints  # position in TYPES
    product: Ints
    created_at: Ints
    closed_at: Ints  # may lie after as_of: then the deal is open
    is_closed: Bools
    is_won: Bools  # closed and won
    is_late: Bools
    quarter: Ints  # of close, position in Span.quarter_starts
    list_amount: Floats  # reporting currency
    amount: Floats
    luck: Floats  # for choosing the owner's seat


def draw(
    seed: int,
    params: Params,
    span: Span,
    leads: Leads,
    converted_at: Ints,
    lead_account: Ints,
    book: Accounts,
) -> Deals:
    """Draw all deals: from leads (`converted_at` is not NEVER), from sales itself, from earlier customers."""
    rng = stream(seed, "opportunities")
    source = np.flatnonzero(converted_at > NEVER)
    own = round(SELF_SOURCED * leads.segment.size)
    own_segment, own_region = pick(rng, list(LEAD_SEGMENT_SHARES), own), pick(rng, list(REGION_SHARES), own)
    own_account = book.draw(rng, own_segment, own_region)
    own_created = at_work(rng.integers(span.start + 2 * DAY, span.end - 2 * DAY, own), own_region)
    first = _close(
        rng,
        params,
        span,
        lead=np.append(source, np.full(own, -1)),
        account=np.append(lead_account[source], own_account),
        segment=np.append(leads.segment[source], own_segment),
        region=np.append(leads.region[source], own_region),
        kind=np.zeros(source.size + own, dtype=np.int64),
        created=np.append(converted_at[source], own_created),
    )
    later = [
        _follow_on(rng, params, span, first, 1, EXPANSION_SHARE, 150, 500),
        _follow_on(rng, params, span, first, 2, RENEWAL_SHARE, 300, 310),
    ]
    return _joined([first, *later])


def _follow_on(
    rng: np.random.Generator,
    params: Params,
    span: Span,
    parents: Deals,
    kind: int,
    share: float,
    low: int,
    high: int,
) -> Deals:
    parent = np.flatnonzero(parents.is_won & (rng.random(parents.lead.size) < share))
    created = parents.closed_at[parent] + (rng.uniform(low, high, parent.size) * DAY).astype(np.int64)
    kept = created < span.end - DAY
    parent, created = parent[kept], created[kept]
    return _close(
        rng,
        params,
        span,
        lead=np.full(parent.size, -1),
        account=parents.account[parent],
        segment=parents.segment[parent],
        region=parents.region[parent],
        kind=np.full(parent.size, kind),
        created=at_work(created, parents.region[parent]),
    )


def _close(
    rng: np.random.Generator,
    params: Params,
    span: Span,
    *,
    lead: Ints,
    account: Ints,
    segment: Ints,
    region: Ints,
    kind: Ints,
    created: Ints,
) -> Deals:
    order = np.argsort(created, kind="stable")
    lead, account, segment, region, kind, created = (
        values[order] for values in (lead, account, segment, region, kind, created)
    )
    size = created.size
    cycle_draw, win_draw, list_draw = even(rng, size, 3)
    month = span.month_of(created)
    pace = np.array([1.0, EXPANSION_PACE, RENEWAL_PACE])[kind]
    cycle = params.cycle_median_days[month] * pace * np.exp(CYCLE_SPREAD * normal_quantile(cycle_draw))
    new = params.win_share[month] * np.array(SEGMENT_WIN_RATIOS)[segment]
    chance = np.where(kind == 0, new, np.array([0.0, EXPANSION_WIN, RENEWAL_WIN])[kind])
    wins = win_draw < chance
    raw = at_work(created + (cycle * DAY).astype(np.int64), region)
    raw = np.maximum(raw, created + 3600)
    late_shares = closed_forms.late_by_segment(
        *(
            span.by_quarter(values)
            for values in (
                params.late_share,
                params.late_by_segment,
                params.discount_tail,
                params.late_premium,
            )
        )
    )
    late_draw = in_order(np.lexsort((raw, segment, wins)), even(rng, size, 1, 12)[0])
    late = late_draw < late_shares[span.quarter_of(raw), segment]
    closed = np.where(wins, _quarter_end(rng, span, created, raw, region, late), raw)
    quarter = span.quarter_of(closed)
    is_late = span.is_late(closed)

    tail, premium = (span.by_quarter(values) for values in (params.discount_tail, params.late_premium))
    listed = np.round(np.array(LIST_MEDIANS)[segment] * np.exp(LIST_SPREAD * normal_quantile(list_draw)), -1)
    price_draw = in_order(np.lexsort((closed, is_late, segment, wins)), even(rng, size, 1, SHORT)[0])
    discount = (
        beta_quantile(tail[quarter], price_draw)
        + np.array(SEGMENT_DISCOUNTS)[segment]
        + np.array(REGION_DISCOUNTS)[region]
    )
    discount = np.minimum(discount + premium[quarter] * is_late, 0.85)
    is_closed = closed < span.end
    is_won = wins & is_closed
    return Deals(
        lead=lead,
        account=account,
        segment=segment,
        region=region,
        kind=kind,
        product=pick(rng, [1.0] * len(PRODUCTS), size),
        created_at=created,
        closed_at=closed,
        is_closed=is_closed,
        is_won=is_won,
        is_late=is_late,
        quarter=quarter,
        list_amount=listed,
        amount=np.round(listed * np.where(is_won, 1 - discount, 0.97), 2),
        luck=rng.random(size),
    )


def _quarter_end(
    rng: np.random.Generator, span: Span, created: Ints, raw: Ints, region: Ints, late: Bools
) -> Ints:
    """Move won deals within their quarter: into its last ten days where `late`, out of them where not.

    A deal opened inside those ten days that may not close there closes early in the next quarter. So the late share
    of a quarter is exactly that of the draw, however many deals would have closed there anyway.
    """
    start, stop = span.quarter_bounds(raw)
    window = stop - LATE_DAYS * DAY
    place = rng.random(raw.size)
    low = np.maximum(window, created + 1800)
    into = low + (place * (stop - low)).astype(np.int64)
    early_low = np.maximum(start, created + 1800)
    out = np.where(
        early_low < window - 1800,
        early_low + (place * (window - early_low)).astype(np.int64),
        stop + (place * 20 * DAY).astype(np.int64),
    )
    in_window = raw >= window
    wanted = np.where(late & ~in_window, into, np.where(~late & in_window, out, raw))
    moved = at_work(wanted, region)
    same = (span.quarter_of(moved) == span.quarter_of(wanted)) & (span.is_late(moved) == span.is_late(wanted))
    return np.where(same & (moved > created + 600), moved, wanted)


def _joined(parts: list[Deals]) -> Deals:
    order = np.argsort(np.concatenate([part.created_at for part in parts]), kind="stable")
    return Deals(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])[order]
            for field in fields(Deals)
        }
    )

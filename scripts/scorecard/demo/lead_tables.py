"""The tables that tell what became of each lead: leads, lead_status_events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Bools, Ints, even, in_order, stream
from scorecard.demo.clock import DAY, Span, at_work
from scorecard.demo.deals import Deals
from scorecard.demo.leads import EXCLUSIONS, Leads
from scorecard.demo.people import People
from scorecard.demo.tables import NEVER, Column
from scorecard.demo.worlds import CHANNELS, LEAD_CLASSES, REGIONS, SEGMENTS, Params

STATUSES = (
    "new",
    "nurture",
    "mql",
    "assigned",
    "working",
    "accepted",
    "qualified",
    "converted",
    "rejected",
    "disqualified",
    "recycled",
    "unresponsive",
)
STATUS = {name: position for position, name in enumerate(STATUSES)}
FUNCTIONS = ("sales", "sdr", "marketing", "operations")
NOT_READY = ("not_ready_timing", "not_ready_budget", "not_ready_authority")
WRONG_FIT = (
    "wrong_fit_industry",
    "wrong_fit_size",
    "wrong_fit_role",
    "wrong_fit_geography",
    "wrong_fit_competitor",
)
REASONS = (*NOT_READY, *WRONG_FIT, "no_contact", "other", "accepted_fit", "accepted_interest")
NO_CONTACT, OTHER, ACCEPTED = 8, 9, 10
SYSTEM_DELAY_HOURS = 0.4


@dataclass(frozen=True)
class Events:
    """Status changes, one entry each, in order of lead and time."""

    lead: Ints
    at: Ints
    status: Ints
    function: Ints  # position in FUNCTIONS
    user: Ints  # -1 = a system
    reason: Ints  # position in REASONS, -1 = none
    rating: Ints  # 0 = A … 3 = D, -1 = none


@dataclass(frozen=True)
class Rejections:
    """What sales said of each rejected lead, and what came of it later."""

    reason: Ints  # position in REASONS per lead, -1 = not rejected
    recycled_at: Ints  # NEVER = not recycled
    revived_at: Ints  # a rejected or recycled lead that became an opportunity after all; NEVER = not


def rejections(seed: int, params: Params, span: Span, leads: Leads) -> Rejections:
    """Draw reasons by the month of rejection, recycling of not-ready leads, and late conversions of the two kinds.

    Late conversions come after day 90 from hand-off, so that they never count as converted within 90 days.
    """
    rng = stream(seed, "rejections")
    size = leads.segment.size
    rejected = leads.is_rejected
    month = span.month_of(leads.rejected_at)
    aside = ~leads.is_handed | (leads.exclusion >= 0) | ~rejected
    order = np.lexsort((leads.rejected_at, aside))
    specific_draw, vague_draw, back_draw = (in_order(order, draws) for draws in even(rng, size, 3, 64))
    specific = specific_draw < params.specific_reason[month]
    wrong = rng.random(size) < 0.55
    vague = np.where(vague_draw < params.vague_structured[month], NO_CONTACT, OTHER)
    luck = rng.random(size)
    named = np.where(
        wrong,
        len(NOT_READY) + (luck**1.5 * len(WRONG_FIT)).astype(np.int64),
        (luck**1.3 * 3).astype(np.int64),
    )
    reason = np.where(rejected, np.where(specific, named, vague), -1)
    not_ready = rejected & specific & ~wrong
    comes_back = not_ready & (back_draw < params.recycled[month])
    back_at = at_work(leads.rejected_at + (rng.uniform(2, 26, size) * DAY).astype(np.int64), leads.region)
    revived = comes_back & (rng.random(size) < params.recycled_conversion[month])
    revived_at = np.maximum(back_at + 2 * DAY, leads.handed_off_at + 95 * DAY)
    revived_at = revived_at + (rng.random(size) * (back_at + 175 * DAY - revived_at)).astype(np.int64)
    really_not_ready = rejected & specific & wrong & (rng.random(size) < params.not_ready_mislabelled[month])
    mistaken = really_not_ready & (rng.random(size) < params.mislabelled_conversion[month])
    mistaken_low = np.maximum(leads.rejected_at + 20 * DAY, leads.handed_off_at + 95 * DAY)
    mistaken_at = mistaken_low + (rng.random(size) * (leads.rejected_at + 355 * DAY - mistaken_low)).astype(
        np.int64
    )
    late_at = np.select([revived, mistaken], [revived_at, mistaken_at], NEVER)
    return Rejections(
        reason=reason,
        recycled_at=np.where(comes_back, back_at, NEVER),
        revived_at=np.where(
            late_at != NEVER, at_work(np.where(late_at != NEVER, late_at, 0), leads.region), NEVER
        ),
    )


def events(
    seed: int,
    span: Span,
    leads: Leads,
    answers: Rejections,
    converted_at: Ints,
    owner: Ints,
    people: People,
) -> Events:
    """Return every status change before as_of. `converted_at` is NEVER for leads that did not become a deal."""
    rng = stream(seed, "lead_status_events")
    size = leads.segment.size
    handed = leads.is_handed
    told: list[tuple[Ints, ...]] = []
    system = np.full(size, -1)
    boss = people.manager[people.seat_user[np.searchsorted(people.seat_team, leads.region) + 1]]
    seller = np.where(leads.is_assigned, owner, boss)

    def tell(
        mask: Bools,
        at: Ints,
        status: str,
        function: str,
        user: Ints,
        reason: Ints | None = None,
        rating: Ints | None = None,
    ) -> None:
        who = np.flatnonzero(mask & (at < span.end) & (at > NEVER))
        blank = np.full(who.size, -1)
        told.append((
            who, at[who], np.full(who.size, STATUS[status]), np.full(who.size, FUNCTIONS.index(function)), user[who],
            blank if reason is None else reason[who], blank if rating is None else rating[who],
        ))  # fmt: skip

    every = np.ones(size, dtype=bool)
    tell(every, leads.created_at, "new", "operations", system)
    tell(handed, leads.mql_at, "mql", "marketing", system)
    delay = (rng.exponential(SYSTEM_DELAY_HOURS * 3600, size)).astype(np.int64) + 20
    first = np.where(leads.first_kind >= 0, leads.first_at, leads.rejected_at)
    room = np.minimum(leads.touched_at, np.minimum(first, leads.converted_at)) - leads.handed_off_at
    assigned_at = leads.handed_off_at + np.minimum(delay, np.maximum(0, (room * 0.8).astype(np.int64)))
    tell(handed & leads.is_assigned, assigned_at, "assigned", "operations", system)
    works = handed & leads.is_worked & (leads.touched_at < first)
    tell(works, leads.touched_at, "working", "sales", seller)

    accepted, gone_quiet = handed & (leads.first_kind == 0), handed & (leads.first_kind == 2)
    why = np.where(leads.gives_reason, ACCEPTED + (rng.random(size) < 0.5), -1)
    tell(accepted, leads.first_at, "accepted", "sales", seller, why, leads.rating)
    tell(gone_quiet, leads.first_at, "unresponsive", "sales", seller, np.full(size, NO_CONTACT))

    is_first = leads.first_kind == 1
    tell(
        handed & leads.is_rejected & is_first,
        leads.rejected_at,
        "rejected",
        "sales",
        seller,
        answers.reason,
        leads.rating,
    )
    tell(
        handed & leads.is_rejected & ~is_first,
        leads.rejected_at,
        "disqualified",
        "sales",
        seller,
        answers.reason,
    )
    tell(handed, answers.recycled_at, "recycled", "marketing", system)

    becomes = handed & (converted_at > NEVER)
    straight = becomes & leads.is_converted
    between = (
        leads.first_at + (0.3 + 0.6 * rng.random(size)) * (converted_at.clip(0) - leads.first_at)
    ).astype(np.int64)
    between = np.clip(at_work(between, leads.region), leads.first_at + 1800, converted_at - 1800)
    tell(
        straight & accepted & (rng.random(size) < 0.6) & (converted_at - leads.first_at > 2 * DAY),
        between,
        "qualified",
        "sales",
        seller,
        None,
    )
    revived = becomes & ~leads.is_converted
    tell(revived, converted_at - DAY // 2, "assigned", "operations", system)
    tell((straight & gone_quiet) | revived, converted_at - 1800, "working", "sales", seller)
    tell(
        becomes, converted_at, "converted", "operations", system
    )  # the CRM's own conversion, not a disposition

    lead, at, status, function, user, reason, rating = (
        np.concatenate(parts) for parts in zip(*told, strict=True)
    )
    order = np.lexsort((at, lead))
    return Events(
        lead[order], at[order], status[order], function[order], user[order], reason[order], rating[order]
    )


def event_table(events: Events) -> dict[str, Column]:
    """Return the `lead_status_events` table."""
    previous = np.append(-1, events.status[:-1])
    previous = np.where(np.append(True, events.lead[1:] != events.lead[:-1]), -1, previous)
    return {
        "event_id": tables.key("E", np.arange(events.lead.size), 8),
        "lead_id": tables.key("L", events.lead),
        "changed_at": tables.instant(events.at),
        "from_status": tables.code(STATUSES, previous),
        "to_status": tables.code(STATUSES, events.status),
        "changed_by_user_id": tables.key("U", events.user, 5),
        "changed_by_function": tables.code(FUNCTIONS, events.function),
        "reason_code": tables.code(REASONS, events.reason),
        "sales_quality_rating": tables.code("ABCD", events.rating),
    }


def lead_table(
    seed: int,
    leads: Leads,
    events: Events,
    account: Ints,
    campaign: Ints,
    owner: Ints,
    deals: Deals,
    converted_at: Ints,
) -> dict[str, Column]:
    """Return the `leads` table."""
    rng = stream(seed, "lead details")
    size = leads.segment.size
    handed = leads.is_handed
    last = np.append(np.flatnonzero(np.diff(events.lead)), events.lead.size - 1)
    status = np.full(size, STATUS["new"])
    status[events.lead[last]] = events.status[last]
    status[~handed & (rng.random(size) < 0.7)] = STATUS["nurture"]
    deal = np.full(size, -1)
    from_lead = np.flatnonzero(deals.lead >= 0)
    deal[deals.lead[from_lead]] = from_lead
    fit = np.clip(
        np.floor(4 * (1 - (np.clip(leads.score, -3, 3) / 6 + 0.5)) + rng.normal(0, 0.8, size)), 0, 3
    )
    person = np.arange(size)
    return {
        "lead_id": tables.key("L", np.arange(size)),
        "person_key": tables.key("P", person, 8),
        "account_id": tables.key("A", account),
        "created_at": tables.instant(leads.created_at),
        "mql_at": tables.instant(np.where(handed, leads.mql_at, NEVER)),
        "handed_off_at": tables.instant(np.where(handed, leads.handed_off_at, NEVER)),
        "lead_source": tables.code(CHANNELS, leads.channel),
        "status": tables.code(STATUSES, status),
        "is_converted": tables.flag(converted_at > NEVER),
        "source_campaign_id": tables.key("C", campaign, 3),
        "lead_score": tables.number(np.clip(50 + 15 * leads.score, 0, 100), 3),
        "lead_score_band": tables.code("ABCD", leads.band),
        "score_model_version": tables.code(("2023.2",), np.zeros(size)),
        "predicted_conversion_probability": tables.number(leads.probability, 6),
        "fit_grade": tables.code("ABCD", fit),
        "lead_class": tables.code(LEAD_CLASSES, leads.lead_class),
        "segment": tables.code(SEGMENTS, leads.segment),
        "region": tables.code(REGIONS, leads.region),
        "owner_user_id": tables.key("U", np.where(handed & leads.is_assigned, owner, -1), 5),
        "converted_opportunity_id": tables.key("O", np.where(converted_at > NEVER, deal, -1)),
        "converted_at": tables.instant(converted_at),
        "exclusion_reason": tables.code(EXCLUSIONS, leads.exclusion),
    }

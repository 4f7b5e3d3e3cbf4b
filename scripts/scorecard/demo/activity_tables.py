"""Sales activities on leads and deals, and the touchpoints that brought the leads."""

from __future__ import annotations

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Ints, even, stream
from scorecard.demo.clock import DAY, Span, at_work
from scorecard.demo.deals import Deals
from scorecard.demo.leads import Leads
from scorecard.demo.market import THEMES, Campaigns, campaign_of
from scorecard.demo.tables import NEVER, Column
from scorecard.demo.worlds import CALLED_AFTER_DEAL, CHANNELS, WAITED_CHANNEL, Params

KINDS = ("call", "email", "meeting", "social", "task")
MINUTES = np.array([8, 4, 45, 4, 4])
DIRECTIONS = ("outbound", "inbound")
OUTCOMES = ("connected", "replied", "meeting_held", "no_answer", "bounced", "other")
AUTOMATED_SHARE = 0.55
TOUCH_TYPES = (("ad_click",), ("ad_click",), ("booth_visit",), ("email_click",), ("referral",))


def activity_table(
    seed: int,
    params: Params,
    span: Span,
    leads: Leads,
    converted_at: Ints,
    owner: Ints,
    deals: Deals,
    deal_owner: Ints,
) -> dict[str, Column]:
    """Return `sales_activities`: attempts on worked leads, automated e-mails, late calls, and work on deals.

    Worked and persistent: three to five attempts, or fewer and contact made. Worked but not persistent: one or two
    attempts and no contact. All of that falls within 14 days of hand-off. In one channel, leads nobody worked are
    called once they are deals and the 14 days are over: who was ever called is then who became a deal.
    """
    rng = stream(seed, "sales_activities")
    worked = np.flatnonzero(leads.is_handed & leads.is_worked)
    persistent = even(rng, worked.size, 1, 64)[0] < params.persistence[leads.month[worked]]
    contact = persistent & (rng.random(worked.size) < 0.6)
    attempts = np.where(
        contact,
        rng.integers(1, 5, worked.size),
        np.where(persistent, rng.integers(3, 6, worked.size), rng.integers(1, 3, worked.size)),
    )
    lead = np.repeat(worked, attempts)
    nth = np.arange(lead.size) - np.repeat(np.cumsum(attempts) - attempts, attempts)
    last = nth == np.repeat(attempts, attempts) - 1
    reached = np.repeat(contact, attempts) & last
    wait = nth * 1.9 * DAY + rng.uniform(-0.6, 0.6, lead.size) * DAY * (nth > 0)
    later = at_work((leads.touched_at[lead] + wait).astype(np.int64), leads.region[lead])
    limit = leads.handed_off_at[lead] + 14 * DAY - 2700 * (6 - nth)
    at = np.where(nth == 0, leads.touched_at[lead], np.minimum(later, limit))
    for place in range(1, 5):  # an attempt follows the one before, even where a weekend pushed them together
        these = np.flatnonzero(nth == place)
        at[these] = np.minimum(np.maximum(at[these], at[these - 1] + 1800), limit[these])
    draw = rng.random(lead.size)
    kind = np.where(reached & (draw > 0.55), 2, np.select([draw < 0.55, draw < 0.9], [0, 1], 3))
    outcome = np.where(reached, np.select([kind == 2, kind == 1], [2, 1], 0), np.where(kind == 0, 3, 5))
    minutes = np.where(
        kind == 2, rng.integers(3, 8, lead.size) * 10, MINUTES[kind] + rng.integers(-2, 4, lead.size)
    )

    robot = np.flatnonzero(
        leads.is_handed & leads.is_assigned & (rng.random(leads.segment.size) < AUTOMATED_SHARE)
    )
    robot_at = leads.handed_off_at[robot] + (rng.uniform(0.2, 70, robot.size) * 3600).astype(np.int64)

    called = np.flatnonzero(
        leads.is_handed
        & ~leads.is_worked
        & (leads.channel == WAITED_CHANNEL)
        & (converted_at > NEVER)
        & (stream(seed, "late calls").random(leads.segment.size) < CALLED_AFTER_DEAL)
    )
    called_at = np.maximum(converted_at[called] + 2 * 3600, leads.handed_off_at[called] + 15 * DAY)

    until = np.where(deals.is_closed, deals.closed_at, span.end)
    meetings = np.minimum(2 + ((until - deals.created_at) // (25 * DAY)), 6)
    deal = np.repeat(np.arange(deals.lead.size), meetings)
    deal_at = deals.created_at[deal] + (
        rng.uniform(0.02, 0.97, deal.size) * (until - deals.created_at)[deal]
    ).astype(np.int64)
    deal_at = np.clip(at_work(deal_at, deals.region[deal]), deals.created_at[deal] + 60, until[deal] - 60)
    deal_kind = np.select([(spot := rng.random(deal.size)) < 0.35, spot < 0.65], [2, 0], 1)
    inbound = rng.random(deal.size) < 0.25

    none, some = np.full(deal.size, -1), np.ones(robot.size, dtype=np.int64)
    before_deals = lead.size + robot.size + called.size
    columns = {
        "lead": np.concatenate([lead, robot, called, none]),
        "deal": np.concatenate([np.full(before_deals, -1), deal]),
        "user": np.concatenate([owner[lead], owner[robot], owner[called], deal_owner[deal]]),
        "kind": np.concatenate([kind, some, np.zeros(called.size, dtype=np.int64), deal_kind]),
        "direction": np.concatenate([np.zeros(before_deals, dtype=np.int64), inbound]),
        "automated": np.concatenate(
            [
                np.zeros(lead.size, bool),
                np.ones(robot.size, bool),
                np.zeros(called.size + deal.size, bool),
            ]
        ),
        "at": np.concatenate([at, robot_at, called_at, deal_at]),
        "minutes": np.concatenate(
            [minutes, np.full(robot.size, -1), np.full(called.size, MINUTES[0]), MINUTES[deal_kind]]
        ),
        "outcome": np.concatenate(
            [
                outcome,
                np.full(robot.size, 5),
                np.zeros(called.size, dtype=np.int64),
                np.select([deal_kind == 2, inbound], [2, 1], 5),
            ]
        ),
    }
    kept = np.flatnonzero(columns["at"] < span.end)
    kept = kept[np.argsort(columns["at"][kept], kind="stable")]
    col = {name: values[kept] for name, values in columns.items()}
    return {
        "activity_id": tables.key("S", np.arange(kept.size), 8),
        "lead_id": tables.key("L", col["lead"]),
        "opportunity_id": tables.key("O", col["deal"]),
        "user_id": tables.key("U", col["user"], 5),
        "activity_type": tables.code(KINDS, col["kind"]),
        "direction": tables.code(DIRECTIONS, col["direction"]),
        "is_automated": tables.flag(col["automated"]),
        "occurred_at": tables.instant(col["at"]),
        "duration_minutes": tables.count(col["minutes"]),
        "outcome": tables.code(OUTCOMES, col["outcome"]),
    }


def last_themes(plan: Campaigns, campaign: Ints) -> Ints:
    """Return the message theme of each lead's last marketing touch: its campaign's."""
    return np.asarray(plan.theme[campaign])


def touchpoint_table(
    seed: int, span: Span, leads: Leads, plan: Campaigns, campaign: Ints, account: Ints, per_lead: float
) -> dict[str, Column]:
    """Return `touchpoints`: about `per_lead` marketing touches before each hand-off, some of sales' own among them.

    The last touch is the lead's own campaign, so its theme is the last the buyer heard from marketing.
    """
    rng = stream(seed, "touchpoints")
    size = leads.segment.size
    counts = np.maximum(1, rng.poisson(max(0.0, per_lead - 1), size) + 1).astype(np.int64)
    lead = np.repeat(np.arange(size, dtype=np.int32), counts)
    last = np.zeros(lead.size, dtype=bool)
    last[np.cumsum(counts) - 1] = True
    reference = np.where(leads.is_handed, leads.handed_off_at, leads.created_at + DAY)
    back = np.where(last, rng.uniform(300, 7200, lead.size), 7200 + rng.exponential(16.0 * DAY, lead.size))
    room = (reference - span.start)[lead]
    back = np.where(back < room, back, rng.random(lead.size) * room)
    back[last] = np.minimum(back[last], room[last] * 0.01)
    at = np.minimum(reference[lead] - back.astype(np.int64), span.end - 1)
    same = last | (rng.random(lead.size) < 0.35)
    channel = np.where(same, leads.channel[lead], rng.integers(0, len(CHANNELS), lead.size)).astype(np.int8)
    by_sales = ~last & (rng.random(lead.size) < 0.12)
    own = np.where(
        last, campaign[lead], campaign_of(span, channel.astype(np.int64), rng.integers(0, 2, lead.size), at)
    ).astype(np.int16)
    recorded = at + rng.integers(5, 4000, lead.size)
    own[by_sales] = -1
    return {
        "touchpoint_id": tables.key("T", np.arange(lead.size, dtype=np.int32), 8),
        "person_key": tables.key("P", lead, 8),
        "lead_id": tables.key("L", lead),
        "account_id": tables.key("A", account[lead].astype(np.int32)),
        "campaign_id": tables.key("C", own, 3),
        "channel": tables.code((*CHANNELS, "sales_outreach"), np.where(by_sales, len(CHANNELS), channel)),
        "touch_type": tables.code(
            (*(kinds[0] for kinds in TOUCH_TYPES), "prospecting_call"),
            np.where(by_sales, len(CHANNELS), channel),
        ),
        "function": tables.code(("marketing", "sales"), by_sales),
        "message_theme": tables.code(THEMES, np.where(by_sales, -1, plan.theme[own])),
        "occurred_at": tables.instant(at),
        "recorded_at": tables.instant(np.minimum(recorded, span.end - 1)),
    }

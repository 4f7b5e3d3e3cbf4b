"""When leads called in time are answered: by day 7 or after it, so that aligned leads win as often as planted.

Only the day of an answer moves, within the 14 days it falls in anyway: no other figure of the truth depends on it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scorecard.demo import handling_forms
from scorecard.demo.chance import Bools, Ints, even, in_order, stream
from scorecard.demo.clock import DAY, at_work, keep_bracket
from scorecard.demo.deals import Deals
from scorecard.demo.leads import HORIZONS, Leads
from scorecard.demo.worlds import SLA_HOURS, Params

LATEST_ANSWER = 13.5  # days after hand-off
GAP = 2700  # seconds at least between one thing and the next
BLOCK = 16  # won leads are few: spread draws evenly over this many


def settle(seed: int, params: Params, leads: Leads, deals: Deals) -> Leads:
    """Return the leads with their answers put before or after the landmark, by the planted chances."""
    rng = stream(seed, "handling")
    size = leads.segment.size
    landmark = leads.handed_off_at + handling_forms.LANDMARK_DAYS * DAY
    promised = (np.array(SLA_HOURS)[leads.lead_class] * 3600).astype(np.int64)
    in_time = leads.is_worked & (leads.touched_at <= leads.handed_off_at + promised)
    answered = ((leads.first_kind == 0) & leads.gives_reason) | (leads.first_kind == 2)
    ends = np.where(leads.is_converted, leads.converted_at, leads.rejected_at)
    # an answer after the week and before the end needs some room
    able = leads.is_handed & in_time & answered & (ends > landmark + 3 * GAP)
    won = won_in_time(leads, deals)
    luck = in_order(
        np.lexsort((leads.month, leads.band, leads.segment, won, ~able)), even(rng, size, 1, BLOCK)[0]
    )
    chance = handling_forms.handling(params).early[
        won.astype(np.int64), leads.month, leads.segment, leads.band
    ]
    early, place = luck < chance, rng.random(size)
    low = np.where(early, leads.touched_at + GAP, landmark + GAP)
    high = np.where(
        early,
        landmark - GAP,
        np.minimum(ends, leads.handed_off_at + int(LATEST_ANSWER * DAY)) - GAP,
    )
    # answers that were late anyway come soon after the week
    drawn = low + (np.where(early, place, place**3) * (high - low)).astype(np.int64)
    moved = at_work(drawn, leads.region)
    moved = np.where(moved <= ends - GAP, moved, drawn)
    drawn = keep_bracket(moved, drawn, leads.handed_off_at, HORIZONS, leads.touched_at)
    stays = (leads.first_at <= landmark) == early
    return replace(leads, first_at=np.where(able & ~stays, drawn, leads.first_at))


def won_in_time(leads: Leads, deals: Deals) -> Bools:
    """Say which leads are won within the horizon, as far as as_of knows."""
    closed: Ints = np.full(leads.segment.size, np.iinfo(np.int64).max)
    sold = np.flatnonzero(deals.is_won & (deals.lead >= 0))
    np.minimum.at(closed, deals.lead[sold], deals.closed_at[sold])
    return np.asarray(closed <= leads.handed_off_at + handling_forms.WIN_DAYS * DAY)

"""What becomes of every lead: drawn once here, told by the tables of leads, events and activities.

How the effects are kept apart. Whether a lead converts within 90 days (Y) comes first, with its end time and kind
from two competing hazards. The score depends on Y alone; the band on the score; being worked on band and Y; being
graded in time on neither (so agreement is not distorted by who got graded); the grade on the score and on chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.demo import closed_forms
from scorecard.demo.chance import (
    Bools,
    Floats,
    Ints,
    even,
    in_order,
    normal_cdf,
    normal_quantile,
    pick,
    stream,
)
from scorecard.demo.clock import DAY, Span, at_work, keep_bracket, work_moments
from scorecard.demo.worlds import (
    LEAD_CLASS_SHARES,
    LEAD_SEGMENT_SHARES,
    REGION_SHARES,
    Params,
)

HANDED_SHARE = 0.88
EXCLUSIONS = ("duplicate", "bad_data", "competitor", "existing_customer")
EXCLUDED_SHARE = 0.03
HORIZONS = (7.0, 14.0, 21.0, 30.0, 90.0)
FATES = ("converted", "rejected")


@dataclass(frozen=True)
class Leads:
    """One entry per lead; instants in seconds since 1970 UTC. Instants may lie after as_of: then they are not told."""

    segment: Ints
    region: Ints
    channel: Ints
    lead_class: Ints
    exclusion: Ints  # position in EXCLUSIONS, -1 = eligible
    month: Ints
    created_at: Ints
    mql_at: Ints
    handed_off_at: Ints
    is_handed: Bools
    score: Floats  # standard normal
    band: Ints  # 0 = A … 3 = D
    probability: Floats  # predicted
    is_worked: Bools
    touched_at: Ints  # of worked leads; else when it would have been
    is_assigned: Bools
    gives_reason: Bools  # when accepting
    first_kind: Ints  # first disposition: 0 accepted, 1 rejected, 2 unresponsive, -1 none by sales
    first_at: Ints
    rating: Ints  # 0 = A … 3 = D, of graded first dispositions; -1 = none
    is_converted: Bools
    converted_at: Ints
    rejected_at: Ints  # meaningful where is_rejected
    is_rejected: Bools


def draw(seed: int, params: Params, span: Span, size: int) -> Leads:
    """Draw `size` leads, in order of hand-off."""
    rng = stream(seed, "leads")
    segment, region = pick(rng, list(LEAD_SEGMENT_SHARES), size), pick(rng, list(REGION_SHARES), size)
    handed_at, touched_at = _hand_offs(rng, params, span, region)
    order = np.argsort(handed_at, kind="stable")  # so that ids ascend with time, as a CRM's do
    segment, region, handed_at, touched_at = (
        segment[order],
        region[order],
        handed_at[order],
        touched_at[order],
    )
    month = span.month_of(handed_at)
    handed, excluded = even(rng, size, 2)
    is_handed, is_excluded = handed < HANDED_SHARE, excluded < EXCLUDED_SHARE
    aside = ~is_handed | is_excluded  # draws are spread over the leads that count, in order of hand-off
    draws = even(rng, size, 6)[:, _places(np.argsort(aside, kind="stable"))]
    end_draw, kind_draw, score_draw, grade_draw, channel_draw, quiet_draw = draws
    ends_after, converts = _ends(params, month, end_draw, kind_draw)
    within = converts & (ends_after <= closed_forms.OPPORTUNITY_DAYS)
    score, band, probability = _scores(params, month, within, score_draw)
    channel = _channels(params.channel_mix, month, channel_draw)
    given = within.astype(np.int64)
    # one luck decides both: leads that get worked are the ones that get a disposition
    luck = in_order(
        np.lexsort((touched_at - handed_at, month, within, band, aside)), even(rng, size, 1, 32)[0]
    )
    worked = luck < closed_forms.worked_probability(params)[given, month, band, region, channel]

    ends_at = handed_at + (ends_after * DAY).astype(np.int64)
    early = ~converts & (ends_after <= closed_forms.RATING_DAYS)
    accepted = ~early & (luck < closed_forms.accept_probability(params)[given, month, channel])
    unresponsive = ~early & ~accepted & (quiet_draw < closed_forms.unresponsive_share(params)[month])
    first_at = _first_disposition(rng, handed_at, touched_at, ends_at, region, accepted, unresponsive)
    moved = keep_bracket(
        at_work(ends_at, region), ends_at, handed_at, HORIZONS, np.maximum(handed_at, first_at) + 1800
    )
    first_kind = np.select([accepted, early, unresponsive], [0, 1, 2], -1)
    rating = _ratings(rng, params, month, channel, score, accepted, early, within, grade_draw)
    assigned = worked | converts | (first_kind >= 0) | (rng.random(size) >= params.never_assigned[month])
    created, mql = _births(rng, span, handed_at)
    return Leads(
        segment=segment,
        region=region,
        channel=channel,
        lead_class=pick(rng, list(LEAD_CLASS_SHARES), size),
        exclusion=np.where(is_excluded, pick(rng, [0.4, 0.25, 0.15, 0.2], size), -1),
        month=month,
        created_at=created,
        mql_at=mql,
        handed_off_at=handed_at,
        is_handed=is_handed,
        score=score,
        band=band,
        probability=probability,
        is_worked=worked,
        touched_at=touched_at,
        is_assigned=assigned,
        gives_reason=even(stream(seed, "reasons"), size, 1)[0] < params.accept_reason[month],
        first_kind=first_kind,
        first_at=np.where(early, moved, first_at),
        rating=rating,
        is_converted=converts,
        converted_at=moved,
        rejected_at=moved,
        is_rejected=~converts,
    )


def _places(order: Ints) -> Ints:
    """Return each entry's place in an order."""
    places = np.empty_like(order)
    places[order] = np.arange(order.size)
    return places


def _hand_offs(rng: np.random.Generator, params: Params, span: Span, region: Ints) -> tuple[Ints, Ints]:
    """Draw a working moment of first touch and step back by an exponential wait: the wait stays exactly exponential,

    people still touch leads at work, and hand-offs come round the clock as a marketing system sends them.
    """
    handed, touched = np.empty(region.size, dtype=np.int64), np.empty(region.size, dtype=np.int64)
    open_places = np.arange(region.size)
    while open_places.size:
        touch = work_moments(rng, span, region[open_places])
        mean = params.touch_mean_hours[span.month_of(touch)]
        waits = -3600 * np.log(in_order(np.argsort(touch, kind="stable"), even(rng, touch.size, 1, 64)[0]))
        start = touch - np.maximum(1, (waits * mean).astype(np.int64))
        inside = (start >= span.start) & (start < span.end)
        handed[open_places[inside]], touched[open_places[inside]] = start[inside], touch[inside]
        open_places = open_places[~inside]
    return handed, touched


def _ends(params: Params, month: Ints, end_draw: Floats, kind_draw: Floats) -> tuple[Floats, Bools]:
    total = (params.conversion_hazard + params.rejection_hazard)[month]
    return np.maximum(-np.log(end_draw) / total, 0.02), kind_draw < params.conversion_hazard[month] / total


def _scores(params: Params, month: Ints, within: Bools, draw: Floats) -> tuple[Floats, Ints, Floats]:
    share, shift = (
        closed_forms.converted_by(params, closed_forms.OPPORTUNITY_DAYS)[month],
        params.score_shift[month],
    )
    raw = normal_quantile(draw) + shift * within
    rank = (1 - share) * normal_cdf(raw) + share * normal_cdf(raw - shift)
    lift = np.exp(shift * raw - shift * shift / 2)  # likelihood ratio of N(d′,1) to N(0,1)
    truth = share * lift / (1 - share + share * lift)
    band = np.clip(np.floor((1 - rank) * 4), 0, 3).astype(np.int64)
    return normal_quantile(rank), band, np.minimum(truth * params.overprediction[month], 0.999)


def _first_disposition(
    rng: np.random.Generator,
    handed: Ints,
    touched: Ints,
    ends: Ints,
    region: Ints,
    accepted: Bools,
    unresponsive: Bools,
) -> Ints:
    """Accept a day or two after the touch, give up after five to thirteen days; always within 14 days."""
    wait = np.minimum(rng.exponential(1.3 * DAY, handed.size), 7.5 * DAY) + 900
    drawn = np.minimum(
        np.where(unresponsive, handed + rng.uniform(5, 13, handed.size) * DAY, touched + wait),
        handed + 13.9 * DAY,
    )
    drawn = np.minimum(drawn, handed + 0.8 * (ends - handed)).astype(np.int64)
    moved = at_work(drawn, region)
    soon = touched + (rng.uniform(8, 70, handed.size) * 60).astype(np.int64)  # the same day, while at work
    moved = np.where((moved < ends) & (moved > touched), moved, np.where(soon < ends, soon, drawn))
    at = keep_bracket(moved, drawn, handed, HORIZONS, handed)
    return np.where(accepted | unresponsive, at, handed)


def _ratings(
    rng: np.random.Generator,
    params: Params,
    month: Ints,
    channel: Ints,
    score: Floats,
    accepted: Bools,
    early: Bools,
    within: Bools,
    draw: Floats,
) -> Ints:
    """Grade graded leads: latent correlation with the score, and worse grades for the rejected.

    Rejected leads draw the lesser of two normals, the accepted a mixture that makes the graded standard normal again.
    """
    size = month.size
    share = closed_forms.converted_by(params, closed_forms.OPPORTUNITY_DAYS)[month]
    early_share = closed_forms.rejected_by(params, closed_forms.RATING_DAYS)[month]
    graded = params.acceptance[month] + params.acceptance_by_channel[month, channel] + early_share
    rejected = early_share / ((1 - share) * graded)  # P(rejected | graded, does not convert); below one half
    one, other = normal_quantile(draw), rng.standard_normal(size)
    greater = rng.random(size) < rejected / (1 - rejected)
    chance = np.where(early, np.minimum(one, other), np.where(greater & ~within, np.maximum(one, other), one))
    rho = params.rating_correlation[month]
    grade = normal_cdf(rho * score + np.sqrt(1 - rho * rho) * chance)
    return np.where(accepted | early, np.clip(np.floor((1 - grade) * 4), 0, 3), -1).astype(np.int64)


def _channels(mix: Floats, month: Ints, draw: Floats) -> Ints:
    edges = np.cumsum(mix, axis=1)[:, :-1] / mix.sum(axis=1, keepdims=True)
    return (draw[:, None] >= edges[month]).sum(axis=1).astype(np.int64)


def _births(rng: np.random.Generator, span: Span, handed: Ints) -> tuple[Ints, Ints]:
    """Draw when a lead was created and qualified: some days before hand-off, never before the data begins."""
    room = handed - span.start
    lag = np.minimum(
        np.exp(rng.normal(np.log(5 * DAY), 1.0, handed.size)) + 1800, room * rng.random(handed.size)
    )
    created = handed - lag.astype(np.int64)
    mql = created + (lag * rng.uniform(0.55, 0.98, handed.size)).astype(np.int64)
    return created, np.minimum(mql, handed)

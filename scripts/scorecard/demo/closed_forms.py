"""Probabilities that follow from the parameters alone; the generator draws with them, the truth is stated from them.

All arguments and results are vectors over months unless said otherwise. Nothing here has seen a generated row.
"""

from __future__ import annotations

import math

import numpy as np

from scorecard.demo.chance import Floats, normal_cdf, normal_quantile
from scorecard.demo.worlds import (
    LIST_MEDIANS,
    REGION_DISCOUNTS,
    REGION_SHARES,
    SEGMENT_DISCOUNTS,
    SEGMENT_SHARES,
    WAITED_CHANNEL,
    Params,
)

RATING_DAYS = 30.0
OPPORTUNITY_DAYS = 90.0
FEEDBACK_DAYS = 14.0


def converted_by(params: Params, days: float) -> Floats:
    """P(opportunity within `days` of hand-off): the cumulative incidence h₁/(h₁+h₂)·(1−e^−(h₁+h₂)t)."""
    total = params.conversion_hazard + params.rejection_hazard
    return params.conversion_hazard / total * -np.expm1(-total * days)


def rejected_by(params: Params, days: float) -> Floats:
    """P(rejected within `days` of hand-off), the competing end."""
    total = params.conversion_hazard + params.rejection_hazard
    return params.rejection_hazard / total * -np.expm1(-total * days)


def disposition_share(params: Params) -> Floats:
    """P(a graded first disposition within 30 d), which does not depend on score or conversion."""
    return params.acceptance + rejected_by(params, RATING_DAYS)


def unresponsive_share(params: Params) -> Floats:
    """P(closed as no contact within 14 d | not accepted, nor rejected by day 30): brings feedback to its rate."""
    told = params.acceptance * params.accept_reason + rejected_by(params, FEEDBACK_DAYS) * structured_share(
        params
    )
    return (params.feedback - told) / (1 - disposition_share(params))


def structured_share(params: Params) -> Floats:
    """P(reason is not null and not `other` | rejected)."""
    return params.specific_reason + (1 - params.specific_reason) * params.vague_structured


def band_edges(params: Params) -> Floats:
    """Score quartiles of the mixture of converters N(d′,1) and others N(0,1): shape (months, 3), ascending."""
    share = converted_by(params, OPPORTUNITY_DAYS)[:, None]
    shift = params.score_shift[:, None]
    low, high = np.full((share.size, 3), -12.0), np.full((share.size, 3), 12.0)
    wanted = np.array([[0.25, 0.50, 0.75]])
    for _ in range(60):
        middle = (low + high) / 2
        below = (1 - share) * normal_cdf(middle) + share * normal_cdf(middle - shift) < wanted
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def conversion_by_band(params: Params) -> Floats:
    """P(opportunity within 90 d | band): shape (months, 4), bands A to D."""
    edges = band_edges(params)
    closed = np.hstack([np.full((edges.shape[0], 1), -np.inf), edges, np.full((edges.shape[0], 1), np.inf)])
    under = normal_cdf(np.clip(closed - params.score_shift[:, None], -37, 37))
    return converted_by(params, OPPORTUNITY_DAYS)[:, None] * np.diff(under, axis=1)[:, ::-1] / 0.25


def worked_probability(params: Params) -> Floats:
    """P(worked | converts within 90 d: no, yes; band, region, channel): shape (2, months, 4, 3, channels).

    Leads that convert have `worked_odds` times the odds; the mean over both is the follow-up stated for the band.
    """
    base = (params.follow_up_by_band[:, :, None] + params.follow_up_region_shift[:, None, :])[..., None]
    odds = np.broadcast_to(params.worked_odds[:, None], params.channel_mix.shape).copy()
    odds[:, WAITED_CHANNEL] = 1.0
    odds = odds[:, None, None, :]
    given_yes = base * odds / (base * odds + 1 - base)
    converts = conversion_by_band(params)[:, :, None, None]
    return np.array([(base - converts * given_yes) / (1 - converts), given_yes])


def accept_probability(params: Params) -> Floats:
    """P(accepted | not rejected by day 30; converts within 90 d: no, yes; channel): shape (2, months, channels).

    Everyone is dispositioned with the same probability, whether it converts or not.
    """
    rejected = rejected_by(params, RATING_DAYS)[:, None]
    graded = params.acceptance[:, None] + params.acceptance_by_channel + rejected
    early = rejected / (
        1 - converted_by(params, OPPORTUNITY_DAYS)[:, None]
    )  # P(rejected by day 30 | does not convert)
    return np.array([(graded - early) / (1 - early), graded])


def segment_list_shares() -> Floats:
    """Share of list amount in each segment (deal counts follow SEGMENT_SHARES)."""
    amounts = np.array(SEGMENT_SHARES) * np.array(LIST_MEDIANS)
    return np.asarray(amounts / amounts.sum(), dtype=float)


def mean_discounts(discount_tail: Floats) -> Floats:
    """Mean discount of deals not closed late, by segment: shape (..., 3)."""
    regional = float(np.dot(REGION_SHARES, REGION_DISCOUNTS))
    return 2 / (2 + discount_tail)[..., None] + regional + np.array(SEGMENT_DISCOUNTS)


def late_by_segment(late_share: Floats, late_two: Floats, discount_tail: Floats, premium: Floats) -> Floats:
    """P(close in the last ten days) by segment, such that `late_share` of net amount closes there: shape (..., 3).

    The first two segments are given; the third solves Σλ_s P_s (1−d_s−δ) = share · Σλ_s (1−d_s−δ P_s).
    """
    lists = segment_list_shares()
    kept = 1 - mean_discounts(discount_tail)
    share, delta = late_share[..., None], premium[..., None]
    per_late = lists * (kept - delta * (1 - share))
    wanted = late_share * (lists * kept).sum(axis=-1) - (per_late[..., :2] * late_two).sum(axis=-1)
    return np.concatenate([late_two, (wanted / per_late[..., 2])[..., None]], axis=-1)


def weighted_kappa(correlation: float) -> float:
    """Linear weighted kappa of two quartile gradings whose latent normals correlate by `correlation`."""
    # Cells by integrating the conditional normal over the first grade with a fine midpoint rule in its quantile.
    grid = (np.arange(40_000) + 0.5) / 40_000
    first = normal_quantile(grid)
    edges = normal_quantile(np.array([0.25, 0.5, 0.75]))
    under = normal_cdf((edges[:, None] - correlation * first[None, :]) / math.sqrt(1 - correlation**2))
    cells = np.diff(np.vstack([np.zeros(grid.size), under, np.ones(grid.size)]), axis=0)
    table = cells.reshape(4, 4, -1).mean(axis=2).T / 4
    agreement = 1 - np.abs(np.subtract.outer(np.arange(4), np.arange(4))) / 3
    observed, expected = float((agreement * table).sum()), float(agreement.mean())
    return (observed - expected) / (1 - expected)

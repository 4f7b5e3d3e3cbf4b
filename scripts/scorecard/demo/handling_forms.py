"""How often a lead is handled as agreed a week after hand-off, given what becomes of it: the planted uplift.

What becomes of a lead is settled elsewhere. Here the chance that it was aligned by day 7 is worked out from the outcome
backwards (Bayes), such that in every customer segment and score band aligned leads are won UPLIFT times as often as the
others. Most care goes to the large customers, who are won least: so the crude ratio is below 1. Rejected leads that
are won after all, a few in a thousand, are left out of the account.

Arrays have the shape (months, segments, bands) unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecard.demo import closed_forms, deal_forms
from scorecard.demo.chance import Floats
from scorecard.demo.worlds import (
    CALLED_AFTER_DEAL,
    LEAD_CLASS_SHARES,
    LEAD_SEGMENT_SHARES,
    REGION_SHARES,
    SEGMENT_WIN_RATIOS,
    SLA_HOURS,
    Params,
)

UPLIFT = 1.30
CARE = (0.25, 0.63, 0.95)  # of the leads that could be aligned, the share that is, by customer segment
LANDMARK_DAYS = 7
WIN_DAYS = 180


@dataclass(frozen=True)
class Handling:
    """Per month: P(aligned); P(answered by day 7 | could be, not converted), not won and won; P(won within 180 d)."""

    aligned: Floats
    early: Floats  # (2, months, segments, bands)
    won: Floats

    def crude_ratio(self, worth: Sequence[float] = (1.0, 1.0, 1.0)) -> Floats:
        """The ratio over all strata together, per month, wins counted at their worth by customer segment.

        A quarter of leads is in each band.
        """
        rest = self.won / (1 + self.aligned * (UPLIFT - 1))  # P(won | not aligned)
        share = np.array(LEAD_SEGMENT_SHARES)[None, :, None]

        def rate(size: Floats, risk: Floats) -> Floats:
            gained = share * size * risk * np.array(worth)[None, :, None]
            return np.asarray(gained.sum(axis=(1, 2)) / (share * size).sum(axis=(1, 2)))

        return rate(self.aligned, UPLIFT * rest) / rate(1 - self.aligned, rest)


def handling(params: Params) -> Handling:
    """Work out the chances for each month."""
    later, able = _able(params)[:, :, None, :]
    is_open, rejected = _open(params)[:, None, None], _rejected_and_aligned(params)[:, None, :]
    won_if, quick_if = _wins(params)
    converts = closed_forms.conversion_by_band(params)[:, None, :]
    won = converts * won_if[1] + (1 - converts) * won_if[0]
    care = np.array(CARE)[None, :, None]
    aligned = care * (converts * able + (1 - converts) * (is_open * later + rejected))
    given_won = aligned * UPLIFT / (1 + aligned * (UPLIFT - 1))
    given_not = (aligned - given_won * won) / (1 - won)
    # those who convert after 90 days and are won were not rejected before
    late_if = ((1 - converts) * (is_open - won_if[0]), (1 - converts) * won_if[0])
    early = []
    for is_won, (wanted, risk) in enumerate(((given_not, 1 - won), (given_won, won))):
        soon = converts * (won_if[1] if is_won else 1 - won_if[1]) * able / risk
        late = late_if[is_won] * later / risk
        # leads that convert within the week have been answered before; early rejections are aligned as they are
        settled = soon * quick_if[is_won] + (0 if is_won else (1 - converts) * rejected / risk)
        early.append((wanted - settled) / (soon * (1 - quick_if[is_won]) + late))
    return Handling(aligned, np.array(early), won)


def ever_contacted_ratio(params: Params) -> Floats:
    """Mantel-Haenszel ratio of leads ever contacted to the others, in the channel that calls once there is a deal.

    Work there knows nothing of what becomes of a lead, so the ratio at the landmark is 1; per month.
    """
    worked, converts = params.follow_up_by_band, closed_forms.conversion_by_band(params)
    ever_won = converts * (worked + (1 - worked) * CALLED_AFTER_DEAL)
    ever, never_won = ever_won + (1 - converts) * worked, converts - ever_won
    return np.asarray((ever_won * (1 - ever)).sum(axis=1) / (never_won * ever).sum(axis=1))


def _able(params: Params) -> Floats:
    """P(called in time, and answered with a reason within 14 days | not rejected by day 30): (2, months, bands).

    The first axis says whether the lead converts within 90 days. One luck decides both on work and on acceptance.
    """
    worked = closed_forms.worked_probability(params)
    accepted = closed_forms.accept_probability(params)[:, :, None, None, :]
    reason, quiet = (
        values[:, None, None, None]
        for values in (params.accept_reason, closed_forms.unresponsive_share(params))
    )
    told = np.minimum(worked, accepted) * reason + np.maximum(worked - accepted, 0) * quiet
    return _over_regions_and_channels(params, told) * _in_time(params)[:, None]


def _open(params: Params) -> Floats:
    """P(not rejected by day 30 | does not convert within 90 days), per month."""
    converts = closed_forms.converted_by(params, closed_forms.OPPORTUNITY_DAYS)
    return 1 - closed_forms.rejected_by(params, closed_forms.RATING_DAYS) / (1 - converts)


def _rejected_and_aligned(params: Params) -> Floats:
    """P(called in time, rejected with a reason by day 7 | does not convert within 90 days): (months, bands)."""
    worked = _over_regions_and_channels(params, closed_forms.worked_probability(params))[0]
    converts = closed_forms.converted_by(params, closed_forms.OPPORTUNITY_DAYS)
    rejected = closed_forms.rejected_by(params, LANDMARK_DAYS) / (1 - converts)
    return worked * (rejected * closed_forms.structured_share(params) * _in_time(params))[:, None]


def _in_time(params: Params) -> Floats:
    """P(called within the promise | worked), per month."""
    missed = np.exp(-np.array(SLA_HOURS) / params.touch_mean_hours[:, None])
    return np.asarray((1 - missed) @ np.array(LEAD_CLASS_SHARES))


def _over_regions_and_channels(params: Params, values: Floats) -> Floats:
    mix = params.channel_mix / params.channel_mix.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("wmbrc,r,mc->wmb", values, np.array(REGION_SHARES), mix))


def _wins(params: Params) -> tuple[list[Floats], list[Floats]]:
    """P(won within 180 days | converts within 90: no, yes), P(converts within the week | does within 90; not won, won).

    Arrays of shape (months, segments, 1). Days to conversion are taken at their middle.
    """
    days: Floats = np.arange(0.5, WIN_DAYS, dtype=np.float64)
    total = (params.conversion_hazard + params.rejection_hazard)[:, None, None]
    converts = params.conversion_hazard[:, None, None] * np.exp(-total * days)
    wins = converts * _won_in(params, np.asarray(WIN_DAYS - days, dtype=np.float64))
    horizon = int(closed_forms.OPPORTUNITY_DAYS)
    in_time, won_in_time = (values[..., :horizon].sum(axis=-1) for values in (converts, wins))
    later = wins[..., horizon:].sum(axis=-1) / (1 - in_time)
    quick, won_quick = (values[..., :LANDMARK_DAYS].sum(axis=-1) for values in (converts, wins))
    found = (
        [later, won_in_time / in_time],
        [(quick - won_quick) / (in_time - won_in_time), won_quick / won_in_time],
    )
    return [values[..., None] for values in found[0]], [values[..., None] for values in found[1]]


def _won_in(params: Params, days: Floats) -> Floats:
    """P(won within some days of opening): (months, segments, days)."""
    late = closed_forms.late_by_segment(
        params.late_share, params.late_by_segment, params.discount_tail, params.late_premium
    )
    rates = np.column_stack([params.win_share, params.cycle_median_days, late])
    # most worlds stand still
    kinds, place = np.unique(rates, axis=0, return_inverse=True)
    found = np.array(
        [
            [
                share * ratio * deal_forms.won_by(days, median, late_share)
                for ratio, late_share in zip(SEGMENT_WIN_RATIOS, late_shares, strict=True)
            ]
            for share, median, *late_shares in kinds
        ]
    )
    return np.asarray(found[place.ravel()])

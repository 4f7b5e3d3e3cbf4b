"""The parameters of each demo world (metrics.md section 7), and how the improving world moves between two of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from scorecard.demo.chance import Floats
from scorecard.demo.clock import Span

WORLDS = ("misaligned", "aligned", "improving")

SEGMENTS = ("SMB", "Mid-market", "Enterprise")
SEGMENT_SHARES = (0.50, 0.32, 0.18)  # of won deals
LEAD_SEGMENT_SHARES = (0.25, 0.33, 0.42)  # of leads: large customers ask more and buy less
SEGMENT_WIN_RATIOS = tuple(
    won / asked for won, asked in zip(SEGMENT_SHARES, LEAD_SEGMENT_SHARES, strict=True)
)
LIST_MEDIANS = (9_000.0, 28_000.0, 90_000.0)  # dollars at list, per deal
LIST_SPREAD = 0.5  # sd of ln(list) within a segment
SEGMENT_DISCOUNTS = (0.0, 0.02, 0.05)  # volume discount; big deals also close late: the confounder
REGIONS = ("North America", "Europe", "Latin America")
REGION_SHARES = (0.50, 0.32, 0.18)
REGION_DISCOUNTS = (0.0, 0.005, 0.01)
CHANNELS = ("paid_search", "paid_social", "events", "email", "partner")
CHANNEL_SHARES = (0.24, 0.20, 0.18, 0.22, 0.16)
# leads of the last channel are worked whatever becomes of them, and called once there is a deal: the immortal time
WAITED_CHANNEL = 4
CALLED_AFTER_DEAL = 0.6  # P(called | became an opportunity, not worked before), in that channel
MIX_QUARTER = 15  # months before as_of in which one quarter has another channel mix
MIX_SHIFTED = (0.06, 0.05, 0.27, 0.34, 0.28)
CHANNEL_FALL = 0.03  # lost by every channel's acceptance in that quarter
FOLLOW_UP_SLIDE, ACCEPTANCE_SLIDE = 0.024, 0.05  # lost over 36 months, misaligned
FOLLOW_UP_SWING, ACCEPTANCE_SWING = 0.018, 0.03  # up one month, down the next
CLAIMS = ("marketing", "sales", "partner")
LEAD_CLASSES = ("hand_raiser", "scored", "event", "list")
LEAD_CLASS_SHARES = (0.20, 0.50, 0.20, 0.10)
SLA_HOURS = (4.0, 24.0, 24.0, 24.0)
SLA_ATTEMPTS = 3


@dataclass(frozen=True)
class Params:
    """One world's parameters. Each is a vector over months (or months × categories) once `over_months` spread it."""

    follow_up_by_band: Floats  # P(worked within 14 d) for bands A-D
    follow_up_region_shift: Floats  # added to it per region; zero on average over REGION_SHARES
    touch_mean_hours: Floats  # mean of the exponential time to first touch
    worked_odds: (
        Floats  # odds of being worked, leads that convert to others within a band; 1 in WAITED_CHANNEL
    )
    score_shift: Floats  # d': how far converters' scores lie above the others'
    overprediction: Floats  # predicted ÷ true probability
    rating_correlation: Floats  # latent correlation of marketing's and sales' grade
    acceptance: Floats  # P(first disposition positive within 21 d)
    acceptance_by_channel: Floats  # added per channel; zero on average over channel_mix
    channel_mix: Floats  # share of leads per channel
    conversion_hazard: Floats  # per day
    rejection_hazard: Floats  # per day
    accept_reason: Floats  # P(structured reason | accepted)
    specific_reason: Floats  # P(reason in one of the two families | rejected)
    vague_structured: Floats  # P(no_contact rather than other | not specific)
    feedback: Floats  # P(structured reason within 14 d)
    not_ready_mislabelled: Floats  # share of wrong_fit labels that are really not ready
    mislabelled_conversion: Floats  # their later conversion
    recycled: Floats  # P(back to nurture within 30 d | not ready)
    recycled_conversion: Floats  # P(opportunity within 180 d | recycled)
    persistence: Floats  # P(three attempts or contact | worked)
    never_assigned: Floats  # P(never assigned | neither worked nor dispositioned)
    both_claim: Floats  # 3×3 joint probabilities, sales' claim by marketing's claim, flattened
    win_share: Floats  # P(won) of new deals
    cycle_median_days: Floats  # median of the undisturbed sales cycle (lognormal)
    late_share: Floats  # P(close in the last ten days), by net amount
    late_by_segment: Floats  # the same by count for the first two segments; the third follows
    late_premium: Floats  # discount added in the last ten days
    discount_tail: Floats  # b of the beta(2, b) discount
    concession_share: Floats  # P(concession | won)
    concession_mean: Floats  # of list, where granted
    concession_quota_gap: Floats  # extra leakage where the rep met quota
    unapproved_share: Floats
    quota_met: Floats  # P(rep-quarter at or above quota)
    bundle_rejection: Floats
    sales_weights: Floats  # incentive weights over GOALS
    marketing_weights: Floats
    goal_correlation: Floats  # latent, between a selling team's bookings and price attainment
    volume_correlation: Floats  # latent, between a marketing team's bookings and lead volume
    message_match: Floats
    unlinked_spend: Floats
    barren_spend: Floats  # in campaigns without an accepted lead
    content_used: Floats
    launch_ready: Floats
    joint_months: Floats
    survey_sales: Floats  # mean answer of 5
    survey_marketing: Floats
    forecast_bias: Floats  # mean of ln(forecast ÷ actual)
    forecast_spread: Floats
    shared_definition: Floats  # 1 where both functions work to the shared definition of a lead
    churn: Floats  # of recurring revenue customers, per month
    upsell: Floats  # growth of the recurring revenue of those who stay, per month


GOALS = (
    "bookings",
    "price_realization",
    "pipeline",
    "lead_volume",
    "activity_volume",
    "retention",
    "brand_awareness",
)
LONG_GOALS = ("retention", "brand_awareness")


def _params(**values: float | tuple[float, ...]) -> Params:
    return Params(**{name: np.atleast_1d(np.asarray(value, dtype=float)) for name, value in values.items()})


MISALIGNED = _params(
    follow_up_by_band=(0.75, 0.60, 0.50, 0.35),
    follow_up_region_shift=(0.04, -0.03, -0.52 / 9),  # .5·.04 − .32·.03 = .18·.0578
    touch_mean_hours=10.0,
    worked_odds=2.0,
    score_shift=0.4,
    overprediction=1.25,
    rating_correlation=0.35,
    acceptance=0.45,
    acceptance_by_channel=(-0.06, -0.10, 0.06, 0.05, 0.07875),
    channel_mix=CHANNEL_SHARES,
    conversion_hazard=0.004,
    rejection_hazard=0.006,
    accept_reason=0.64,
    specific_reason=0.40,
    vague_structured=0.50,
    feedback=0.40,
    not_ready_mislabelled=0.30,
    mislabelled_conversion=0.15,
    recycled=0.35,
    recycled_conversion=0.04,
    persistence=0.55,
    never_assigned=0.12,
    both_claim=(0.22, 0.04, 0.02, 0.30, 0.24, 0.03, 0.05, 0.02, 0.08),
    win_share=0.24,
    cycle_median_days=88.0,
    late_share=0.40,
    late_by_segment=(0.14, 0.27),
    late_premium=0.06,
    discount_tail=14.0,
    concession_share=0.25,
    concession_mean=0.10,
    concession_quota_gap=0.02,
    unapproved_share=0.55,
    quota_met=0.42,
    bundle_rejection=0.45,
    sales_weights=(0.85, 0.05, 0.0, 0.0, 0.10, 0.0, 0.0),
    marketing_weights=(0.10, 0.0, 0.05, 0.35, 0.0, 0.15, 0.35),
    goal_correlation=-0.5,
    volume_correlation=-0.9,
    message_match=0.60,
    unlinked_spend=0.18,
    barren_spend=0.12,
    content_used=0.40,
    launch_ready=0.50,
    joint_months=0.50,
    survey_sales=2.4,
    survey_marketing=3.4,
    forecast_bias=0.08,
    forecast_spread=0.20,
    shared_definition=0.0,
    churn=0.0150,
    upsell=0.0030,
)

ALIGNED = _params(
    follow_up_by_band=(0.98, 0.95, 0.90, 0.85),
    follow_up_region_shift=(0.004, -0.003, -0.052 / 9),
    touch_mean_hours=2.0,
    worked_odds=2.0,
    score_shift=1.2,
    overprediction=1.0,
    rating_correlation=0.80,
    acceptance=0.70,
    acceptance_by_channel=(-0.06, -0.10, 0.06, 0.05, 0.07875),
    channel_mix=CHANNEL_SHARES,
    conversion_hazard=0.008,
    rejection_hazard=0.003,
    accept_reason=0.98,
    specific_reason=0.90,
    vague_structured=0.50,
    feedback=0.85,
    not_ready_mislabelled=0.05,
    mislabelled_conversion=0.15,
    recycled=0.88,
    recycled_conversion=0.10,
    persistence=0.93,
    never_assigned=0.02,
    both_claim=(0.42, 0.02, 0.01, 0.05, 0.38, 0.01, 0.01, 0.01, 0.09),
    win_share=0.31,
    cycle_median_days=62.0,
    late_share=0.12,
    late_by_segment=(0.08, 0.10),
    late_premium=0.0,
    discount_tail=30.0,
    concession_share=0.05,
    concession_mean=0.10,
    concession_quota_gap=0.0,
    unapproved_share=0.10,
    quota_met=0.64,
    bundle_rejection=0.12,
    sales_weights=(0.40, 0.15, 0.15, 0.0, 0.10, 0.20, 0.0),
    marketing_weights=(0.30, 0.05, 0.25, 0.15, 0.0, 0.20, 0.05),
    goal_correlation=0.3,
    volume_correlation=0.5,
    message_match=0.90,
    unlinked_spend=0.03,
    barren_spend=0.02,
    content_used=0.75,
    launch_ready=0.95,
    joint_months=0.95,
    survey_sales=4.1,
    survey_marketing=4.2,
    forecast_bias=-0.00125,
    forecast_spread=0.05,
    shared_definition=1.0,
    churn=0.0055,
    upsell=0.0095,
)


def alignment(world: str, months: int) -> Floats:
    """Return how far each month lies from misaligned (0) to aligned (1)."""
    if world == "improving":
        return np.linspace(0.0, 1.0, months) if months > 1 else np.zeros(1)
    return np.full(months, 1.0 if world == "aligned" else 0.0)


def over_months(world: str, span: Span) -> Params:
    """Return the world's parameters per month: arrays of shape (months,) or (months, categories)."""
    months = span.months
    share = alignment(world, months)
    spread = {}
    for name in (field.name for field in fields(Params)):
        low, high = getattr(MISALIGNED, name), getattr(ALIGNED, name)
        values = low[None, :] + share[:, None] * (high - low)[None, :]
        spread[name] = values[:, 0] if low.size == 1 else values
    # a definition is rewritten once, at the start of a quarter, not little by little
    spread["shared_definition"] = np.round(share[_quarter_ends(months)] - 0.01)
    weights = span.month_volume / span.month_volume.sum()
    follow_up, acceptance = _coupled(1 - share)
    acceptance = acceptance + _reverse(spread)
    spread["follow_up_by_band"] += (follow_up - weights @ follow_up)[:, None]
    spread["acceptance"] += acceptance - weights @ acceptance
    return Params(**spread)


def _quarter_ends(months: int) -> NDArray[np.int64]:
    """Return, for each month, the last month of its quarter; as_of ends a quarter."""
    month = np.arange(months)
    return month + (months - 1 - month) % 3


def _coupled(strength: Floats) -> tuple[Floats, Floats]:
    """Return what the vicious cycle adds to follow-up and to acceptance in each month.

    Both slide down, and each answers the other: when more leads were accepted last month more are worked in this one,
    and the other way round, so that a month's change in one is the next month's change in the other. The caller
    takes the mean out.
    """
    months = strength.size
    slide = -np.arange(months) / 36 * strength
    swing = np.where((np.arange(months) - months) % 2 == 1, 1.0, -1.0) * strength  # up in the newest month
    return (
        FOLLOW_UP_SLIDE * slide + FOLLOW_UP_SWING * swing,
        ACCEPTANCE_SLIDE * slide - ACCEPTANCE_SWING * swing,
    )


def _reverse(spread: dict[str, Floats]) -> Floats:
    """Turn the channel mix of one quarter to the better channels, and return what that adds to acceptance.

    Every channel is accepted less in that quarter, and yet the total rises.
    """
    added = np.zeros(spread["acceptance"].size)
    if added.size >= MIX_QUARTER:
        turned = slice(added.size - MIX_QUARTER, added.size - MIX_QUARTER + 3)
        spread["channel_mix"][turned] = MIX_SHIFTED
        lift = (spread["channel_mix"][turned] * spread["acceptance_by_channel"][turned]).sum(axis=1)
        spread["acceptance_by_channel"][turned] -= lift[:, None]
        added[turned] = lift - CHANNEL_FALL
    return added

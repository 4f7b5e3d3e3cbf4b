"""Where the expected figures of oracles about attribution are published: each channel's credit under each rule."""

from __future__ import annotations

from tests.oracles.credit_tables import AMOUNT
from tests.oracles.readings import Plan, Reading, Slice

DIVERGENCE = "attribution_model_divergence"
TOUCHES = {
    "T1": "paid_search",
    "T2": "webinar",
    "T3": "outbound_call",
    "T4": "email_nurture",
    "T5": "demo",
}
RULES = {
    "first_touch": "first_touch",
    "last_touch": "last_touch",
    "linear": "linear",
    "time_decay_7d": "time_decay",
    "u_shaped": "u_shaped",
    "w_shaped": "w_shaped",
}
CHANNELS = ("email_nurture", "outbound_call", "paid_search", "webinar")
CHAIN = "the chain is not published; the credit that follows from it is"


def _credit(rows: Slice, rule: str, channel: str) -> float:
    return float(rows.companion(DIVERGENCE, f"channel_credit_{rule}", channel))


def _credits(rule: str, channels: tuple[str, ...], per: float) -> Reading:
    """Credit of channels, in units of `per`."""
    return lambda rows: {channel: _credit(rows, rule, channel) / per for channel in channels}


def _shares(rule: str, channels: tuple[str, ...]) -> Reading:
    """Credit of channels as shares of all of it."""

    def read(rows: Slice) -> dict[str, float]:
        given = {channel: _credit(rows, rule, channel) for channel in channels}
        return {channel: credit / sum(given.values()) for channel, credit in given.items()}

    return read


def _in_order(rule: str) -> Reading:
    return lambda rows: [_credit(rows, rule, f"channel {number}") / AMOUNT for number in range(5)]


CREDIT_PLANS: dict[str, Plan] = {
    "attribution_rules_1": Plan(
        {
            "credit": lambda rows: {
                named: {touch: _credit(rows, rule, channel) for touch, channel in TOUCHES.items()}
                for named, rule in RULES.items()
            },
            "marketing_share": lambda rows: {
                named: rows.companion(DIVERGENCE, "marketing_share", rule) for named, rule in RULES.items()
            },
            "marketing_share_range": lambda rows: rows.companion(DIVERGENCE, "marketing_share_range"),
            "max_total_variation_distance": lambda rows: rows.figure(DIVERGENCE, "value"),
        }
    ),
    "attribution_position_published": Plan(
        {
            "linear": _in_order("linear"),
            "u_shaped": _in_order("u_shaped"),
            "w_shaped": _in_order("w_shaped"),
        }
    ),
    "markov_bryl_2016": Plan(
        {"attribution_share": _shares("markov", ("C1", "C2", "C3"))},
        unpublished={"transition": CHAIN, "conversion_probability": CHAIN, "removal_effect": CHAIN},
    ),
    "markov_attribution_1": Plan(
        {
            "attribution_share": _shares("markov", CHANNELS),
            "attributed_conversions": _credits("markov", CHANNELS, AMOUNT),
        },
        unpublished={"conversion_probability": CHAIN, "removal_effect": CHAIN},
    ),
    "shapley_fol": Plan(
        {"shapley": _credits("shapley", ("F", "L", "O"), AMOUNT)},
        unpublished={
            "coalition_worth": "what sets of channels are worth is not published; the split of it is"
        },
    ),
    "shapley_attribution_1": Plan(
        {
            "shapley": _credits("shapley", CHANNELS, AMOUNT),
            "total": lambda rows: sum(_credit(rows, "shapley", channel) for channel in CHANNELS) / AMOUNT,
        }
    ),
}

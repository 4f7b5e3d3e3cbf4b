"""Attribution: each channel's credit under every rule side by side, and what both teams claim; never a cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scorecard import charts
from scorecard.pages import formats
from scorecard.pages.companions import words
from scorecard.pages.context import Context
from scorecard.pages.found import Found, found
from scorecard.pages.published import Period
from scorecard.pages.summary import shown_period, summarise

DIVERGENCE, CLAIMS = "attribution_model_divergence", "double_claimed_revenue_rate"
# Rules as readers know them, from those that look at one touch to those that look at all journeys.
RULES = {
    "first_touch": ("First touch", "all to the first"),
    "last_touch": ("Last touch", "all to the last"),
    "linear": ("Linear", "the same to each"),
    "time_decay": ("Time decay", "more to the later"),
    "u_shaped": ("U-shaped", "first and lead 40 % each"),
    "w_shaped": ("W-shaped", "first, lead and opportunity 30 % each"),
    "markov": ("Removal effect", "what journeys would lose without it"),
    "shapley": ("Shapley value", "its fair part over all journeys"),
}
CLAIMED = {
    "both": "Claimed by both",
    "marketing_only": "By marketing alone",
    "sales_only": "By sales alone",
    "someone_else": "By somebody else",
    "nobody": "By nobody",
}
METRICS = (
    "double_claimed_revenue_rate", "source_agreement_kappa", "attribution_model_divergence",
    "journey_visibility_rate", "spend_traceability_rate", "return_on_marketing_investment",
)  # fmt: skip


@dataclass(frozen=True)
class RuleRow:
    """One rule's credit by channel, in the order of the columns, and what it gives marketing."""

    name: str
    says: str
    cells: tuple[str, ...]
    marketing: str


def view(ctx: Context) -> dict[str, Any]:
    """Everything the page lays out."""
    credit, period = _of(ctx, DIVERGENCE)
    claims, claim_period = _of(ctx, CLAIMS)
    channels = _channels(credit)
    return {
        "period": period,
        "channels": [words(name) for name in channels],
        "rules": _rules(ctx, credit, channels),
        "chart": charts.stacked_share(
            [
                charts.StackRow(
                    RULES[rule][0],
                    tuple(
                        charts.StackPart(
                            formats.sentence(words(name)).rstrip("."),
                            credit.value(f"channel_credit_{rule}", name),
                            ctx.money(credit.value(f"channel_credit_{rule}", name) or 0.0),
                        )
                        for name in channels
                    ),
                )
                for rule in RULES
                if credit.of(f"channel_credit_{rule}")
            ],
            of="Rule",
        ),
        "range": _range(credit),
        "left_out": [RULES[rule][0] for rule in RULES if not credit.of(f"channel_credit_{rule}")]
        if channels
        else [],
        "journeys": credit.sample("marketing_share_range"),
        "untouched": _share(credit.value("won_without_a_touch_share")),
        "claim_period": claim_period,
        "claims": charts.stacked_share(
            [
                charts.StackRow(
                    "Won amount",
                    tuple(
                        charts.StackPart(label, value, formats.value(value, "share"))
                        for name, label in CLAIMED.items()
                        if (value := claims.value("claimed_revenue", name)) is not None
                    ),
                )
            ],
            of="Claims",
        )
        if claims.of("claimed_revenue")
        else None,
        "over_claim": claims.value("over_claim_ratio"),
        "metrics": [
            summarise(ctx, metric, *shown_period(ctx, metric))
            for name in METRICS
            if (metric := ctx.registry.metric(name)) is not None
        ],
    }


def _of(ctx: Context, name: str) -> tuple[Found, Period]:
    metric = ctx.registry.metric(name)
    period = shown_period(ctx, metric)[0] if metric is not None else ctx.quarter
    return found(ctx, name, period), period


def _channels(credit: Found) -> list[str]:
    """Channels with the most credit under the linear rule first."""
    linear = credit.of("channel_credit_linear")
    named = {name for rule in RULES for name in credit.of(f"channel_credit_{rule}")}
    return sorted(named, key=lambda name: (-linear.get(name, 0.0), name))


def _rules(ctx: Context, credit: Found, channels: list[str]) -> list[RuleRow]:
    rows = []
    for rule, (name, says) in RULES.items():
        given = credit.of(f"channel_credit_{rule}")
        if given:
            rows.append(
                RuleRow(
                    name=name,
                    says=says,
                    cells=tuple(
                        ctx.money(given[channel]) if channel in given else "none" for channel in channels
                    ),
                    marketing=_share(credit.value("marketing_share", rule)),
                )
            )
    return rows


def _range(credit: Found) -> dict[str, Any] | None:
    """The least and the most of won money any rule gives marketing, with the rule that does."""
    shares = {rule: value for rule, value in credit.of("marketing_share").items() if rule in RULES}
    if len(shares) < 2:
        return None
    low, high = (pick(shares, key=lambda rule: (shares[rule], rule)) for pick in (min, max))
    scale = charts.Scale(0, 1, 0, 100)
    return {
        "low": formats.value(shares[low], "share"),
        "high": formats.value(shares[high], "share"),
        "low_rule": RULES[low][0],
        "high_rule": RULES[high][0],
        "marks": [
            {"at": scale(value), "text": f"{RULES[rule][0]}: {formats.value(value, 'share')}"}
            for rule, value in shares.items()
        ],
        "bar": charts.Bar(scale(shares[low]), scale(shares[high]) - scale(shares[low])),
    }


def _share(value: float | None) -> str:
    return formats.value(value, "share") if formats.known(value) else ""

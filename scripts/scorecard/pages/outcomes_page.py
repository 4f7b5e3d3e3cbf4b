"""Outcomes: what the business gets, beside the index and never in it, and whether aligned leads do better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scorecard.pages import claims, formats
from scorecard.pages.context import Context
from scorecard.pages.found import found
from scorecard.pages.summary import Summary, shown_period, summarise
from scorecard.pages.trends import TrendView, metric_trend

OUTCOMES = "outcomes"
UPLIFTS = ("aligned_win_rate_uplift", "aligned_value_uplift")


@dataclass(frozen=True)
class Outcome:
    """One outcome with its history, and what its page calls the quarter it is of."""

    summary: Summary
    period: str
    trend: TrendView | None


@dataclass(frozen=True)
class Uplift:
    """Aligned against other leads: the like-for-like ratio, and the crude and naive ones beside it."""

    summary: Summary
    period: str
    groups: tuple[tuple[str, str, str], ...]
    beside: tuple[tuple[str, str], ...]


def view(ctx: Context) -> dict[str, Any]:
    """Everything the page lays out."""
    metrics = [one for one in ctx.registry.metrics_of(OUTCOMES) if one.id not in UPLIFTS]
    made = []
    for metric in metrics:
        period, before = shown_period(ctx, metric)
        made.append(
            Outcome(
                summarise(ctx, metric, period, before),
                period.period_label,
                metric_trend(ctx, metric, "quarter", height=150, labels=4),
            )
        )
    return {
        "outcomes": made,
        "uplifts": [one for name in UPLIFTS if (one := _uplift(ctx, name)) is not None],
        "claims": [one for one in claims.headline_claims(ctx) if any(name in one.href for name in UPLIFTS)],
    }


def _uplift(ctx: Context, name: str) -> Uplift | None:
    metric = ctx.registry.metric(name)
    if metric is None:
        return None
    period, before = shown_period(ctx, metric)
    beside = found(ctx, name, period)
    rates = beside.of("win_rate_by_handling") or beside.of("amount_per_lead")
    counts = beside.of("leads_by_handling")

    def show(value: float) -> str:
        return formats.value(value, "share") if name == UPLIFTS[0] else ctx.money(value)

    groups = tuple(
        (label, show(rates[key]) if key in rates else "none", formats.counted(counts.get(key, 0.0), "leads"))
        for key, label in (("aligned", "Handled as agreed"), ("other", "Others"))
        if key in rates or key in counts
    )
    others = tuple(
        (label, f"{formats.plain(value, 2)}×")
        for detail, label in (
            ("crude_ratio", "without comparing like with like"),
            ("ratio_without_landmark", "without the landmark a week after hand-off"),
            ("e_value", "strength of a hidden cause that could explain it (E-value)"),
        )
        if (value := beside.value(detail)) is not None
    )
    return Uplift(summarise(ctx, metric, period, before), period.period_label, groups, others)

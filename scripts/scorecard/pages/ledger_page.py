"""The hand-off ledger: every lead sent, by what became of it; it sums to the leads sent, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scorecard import charts
from scorecard.pages import formats
from scorecard.pages.companions import words
from scorecard.pages.context import Context
from scorecard.pages.ledger_rows import Entry
from scorecard.pages.published import Period
from scorecard.pages.summary import shown_period, summarise

# What each end is called in a sentence, and how it is tinted; in the order a reader follows a lead.
OUTCOMES = {
    "accepted": ("Accepted", "good", "sales said yes"),
    "worked, not decided": ("Worked, not decided", "watch", "contacted, no answer recorded yet"),
    "recycled": ("Back to nurture", "plain", "not now, and given back to marketing"),
    "rejected": ("Rejected", "watch", "sales said no"),
    "assigned, never touched": ("Assigned, never touched", "act", "somebody’s, and nobody called"),
    "never assigned": ("Never assigned", "act", "nobody’s"),
    "too young": ("Too young to tell", "none", "still within its time"),
    "excluded": ("Left out", "none", "duplicates, bad data, customers already"),
}
MONTHS = 13  # a year and the month before it
SYSTEM, HUMAN = "created_to_assigned_median_hours", "assigned_to_contact_median_hours"


@dataclass(frozen=True)
class Month:
    """One month's row: leads sent, then the number of each outcome in the order of the columns."""

    label: str
    sent: str
    cells: tuple[str, ...]


def view(ctx: Context, ledger: Sequence[Entry]) -> dict[str, Any]:
    """Everything the page lays out."""
    period = _period(ctx, ledger)
    here = [
        one
        for one in ledger
        if period and (one.period_grain, one.period_start) == ("quarter", period.period_start)
    ]
    wholes = {one.outcome: one for one in here if one.reason_family is None}
    order = [*OUTCOMES, *sorted(set(wholes) - set(OUTCOMES))]
    outcomes = [_outcome(wholes[name], here) for name in order if name in wholes and wholes[name].leads]
    sent = next(iter(wholes.values())).sent if wholes else 0
    flow = (
        charts.ledger_flow(charts.Outcome("Sent to sales", sent, formats.count(sent)), outcomes)
        if outcomes
        else None
    )
    return {
        "period": period,
        "flow": flow,
        "described": "; ".join(f"{one.name}: {one.text}" for one in outcomes),
        "says": {label: said for name, (label, _, said) in OUTCOMES.items() if name in wholes},
        "columns": [OUTCOMES[name][0] if name in OUTCOMES else name for name in _seen(ledger)],
        "months": _months(ctx, ledger),
        "delays": _delays(ctx),
        "metrics": [
            summarise(ctx, metric, *shown_period(ctx, metric))
            for name in ("lead_follow_up_rate", "speed_to_lead_median_hours", "lead_acceptance_rate",
                         "feedback_coverage_rate", "recycle_rate")
            if (metric := ctx.registry.metric(name)) is not None
        ],
    }  # fmt: skip


def _period(ctx: Context, ledger: Sequence[Entry]) -> Period | None:
    """The quarter shown, or the newest one with leads where that has none."""
    starts = sorted({one.period_start for one in ledger if one.period_grain == "quarter" and one.sent})
    if not starts:
        return None
    start = ctx.quarter.period_start if ctx.quarter.period_start in starts else starts[-1]
    return ctx.period("quarter", start)


def _outcome(whole: Entry, entries: Sequence[Entry]) -> charts.Outcome:
    name, kind, _ = OUTCOMES.get(whole.outcome, (formats.sentence(whole.outcome).rstrip("."), "plain", ""))
    reasons = sorted(
        (one for one in entries if one.outcome == whole.outcome and one.reason_family is not None),
        key=lambda one: (-one.leads, one.reason_family or ""),
    )
    parts = [charts.Outcome(_said(words(one.reason_family or "")), one.leads, _text(one)) for one in reasons]
    unnamed = whole.leads - sum(one.leads for one in reasons)
    if parts and unnamed:
        parts.append(charts.Outcome("No reason given", unnamed, formats.count(unnamed)))
    return charts.Outcome(name, whole.leads, _text(whole), kind, tuple(parts))


def _text(one: Entry) -> str:
    return f"{formats.count(one.leads)} ({formats.value(one.share, 'share')})"


def _said(name: str) -> str:
    return formats.sentence(name).rstrip(".")


def _seen(ledger: Sequence[Entry]) -> list[str]:
    there = {one.outcome for one in ledger if one.period_grain == "month"}
    return [name for name in [*OUTCOMES, *sorted(there - set(OUTCOMES))] if name in there]


def _months(ctx: Context, ledger: Sequence[Entry]) -> list[Month]:
    """The newest months, newest first; each adds up to the leads sent."""
    rows = [one for one in ledger if one.period_grain == "month" and one.reason_family is None]
    by_month: dict[Any, dict[str, Entry]] = {}
    for one in rows:
        by_month.setdefault(one.period_start, {})[one.outcome] = one
    columns = _seen(ledger)
    return [
        Month(
            label=ctx.period("month", start).period_label,
            sent=formats.count(next(iter(found.values())).sent),
            cells=tuple(formats.count(found[name].leads) if name in found else "0" for name in columns),
        )
        for start, found in sorted(by_month.items(), reverse=True)[:MONTHS]
    ]


def _delays(ctx: Context) -> list[dict[str, str]]:
    """How long systems take to give a lead to somebody, and how long that somebody takes; where both are known."""
    found = {
        row.detail: row
        for row in ctx.beside("speed_to_lead_median_hours", "quarter", ctx.quarter.period_start)
        if row.detail in (SYSTEM, HUMAN)
    }
    said = {
        SYSTEM: (
            "System delay",
            "from being created to being somebody’s: nurture, scoring, routing, imports",
        ),
        HUMAN: ("Human delay", "from being somebody’s to the first contact by a person"),
    }
    return [
        {
            "label": label,
            "value": formats.value(found[name].value or 0.0, "hours"),
            "says": says,
            "sample": formats.counted(found[name].sample_size or 0, "leads"),
        }
        for name, (label, says) in said.items()
        if name in found
    ]

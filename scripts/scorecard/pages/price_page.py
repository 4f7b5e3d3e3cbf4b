"""Price and quarter-end: from list to pocket, the rush at the end, and what is given away beside the price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scorecard import charts
from scorecard.pages import formats, money
from scorecard.pages.companions import words
from scorecard.pages.context import Context
from scorecard.pages.found import Found, found
from scorecard.pages.published import Period
from scorecard.pages.summary import shown_period, summarise

METRICS = (
    "price_realization_rate", "concession_leakage_rate", "late_quarter_discount_premium",
    "quarter_end_bookings_index", "bundle_rejection_rate",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Late against other deals of one segment and size: discounts as printed."""

    name: str
    late: str
    other: str
    deals: str


def view(ctx: Context) -> dict[str, Any]:
    """Everything the page lays out."""
    rush, rush_period = _of(ctx, "quarter_end_bookings_index")
    late, late_period = _of(ctx, "late_quarter_discount_premium")
    given, given_period = _of(ctx, "concession_leakage_rate")
    summaries = {
        name: summarise(ctx, metric, *shown_period(ctx, metric))
        for name in METRICS
        if (metric := ctx.registry.metric(name)) is not None
    }
    return {
        "summaries": summaries,
        "waterfall": money.waterfall(ctx),
        "calendar": _calendar(ctx, rush, rush_period),
        "rush_period": rush_period,
        "late_share": _share(rush.value("late_amount_share")),
        "late_deals": _share(rush.value("late_deal_share")),
        "window": int(ctx.vars.get("late_window_days") or 10),
        "late_period": late_period,
        "late_rate": _share(late.value("late_discount_rate")),
        "other_rate": _share(late.value("other_discount_rate")),
        "crude": _points(late.value("crude_premium")),
        "cells": _cells(late),
        "given_period": given_period,
        "concessions": _concessions(ctx, given),
        "deals_with": _share(given.value("deals_with_a_concession")),
        "unapproved": _share(given.value("unapproved_share")),
        "met": _share(given.value("leakage_by_quota", "met")),
        "not_met": _share(given.value("leakage_by_quota", "not_met")),
        "gap": _points(given.value("quota_met_gap")),
    }


def _of(ctx: Context, name: str) -> tuple[Found, Period]:
    metric = ctx.registry.metric(name)
    period = shown_period(ctx, metric)[0] if metric is not None else ctx.quarter
    return found(ctx, name, period), period


def _calendar(ctx: Context, rush: Found, period: Period) -> charts.BookingCalendar | None:
    """What was booked on each day of the quarter; None where no deal was."""
    days = []
    for category, amount in rush.of("booked_on_day").items():
        if category.isdigit():
            deals = rush.sample("booked_on_day", category)
            days.append(
                charts.BookedDay(
                    period.period_start + timedelta(days=int(category) - 1),
                    amount,
                    ctx.money(amount),
                    formats.counted(deals, "deals") if formats.known(deals) else "",
                )
            )
    if not days:
        return None
    window = int(ctx.vars.get("late_window_days") or 10)
    return charts.booking_calendar(
        sorted(days, key=lambda day: day.on),
        first=period.period_start,
        last=period.period_end,
        late_from=period.period_end - timedelta(days=window - 1),
        late_label=f"last {window} days",
        of="Booked",
    )


def _cells(late: Found) -> list[Cell]:
    other = late.of("other_discount_rate_in_cell")
    return [
        Cell(
            name=name,
            late=formats.value(rate, "share"),
            other=formats.value(other[name], "share") if name in other else "none",
            deals=f"{formats.count(late.sample('late_discount_rate_in_cell', name) or 0)} and "
            f"{formats.count(late.sample('other_discount_rate_in_cell', name) or 0)}",
        )
        for name, rate in sorted(late.of("late_discount_rate_in_cell").items())
    ]


def _concessions(ctx: Context, given: Found) -> list[dict[str, Any]]:
    amounts = sorted(given.of("concession_amount").items(), key=lambda one: (-one[1], one[0]))
    scale = charts.Scale(0, max((amount for _, amount in amounts), default=1.0) or 1.0, 0, 100)
    return [
        {
            "name": formats.sentence(words(name)).rstrip("."),
            "amount": ctx.money(amount),
            "deals": formats.counted(given.sample("concession_amount", name) or 0, "deals"),
            "bar": charts.Bar(0.0, scale(amount)),
        }
        for name, amount in amounts
    ]


def _share(value: float | None) -> str:
    return formats.value(value, "share") if formats.known(value) else ""


def _points(value: float | None) -> str:
    return formats.value(value, "fraction_points") if formats.known(value) else ""

"""What every metric must find in a demo company, from its parameters alone; no generated row is read here."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np

from scorecard.demo.chance import normal_cdf
from scorecard.demo.clock import AS_OF, LATE_DAYS, Span, span, to_date
from scorecard.demo.metric_forms import AT_QUARTER_END, FORMS
from scorecard.demo.worlds import Params, over_months

COMPANY = "Northwind Industrial"


def state(world: str, seed: int, leads: int, months: int, fault: str | None) -> dict[str, Any]:
    """Return the content of truth.json.

    Each metric has `value` and `details` (of the whole record where a world stands still, of the newest quarter in the
    improving one and for figures that belong to a quarter), `quarters` (by first day of the quarter) and `how`. A
    null says that parameters alone do not give the figure of that quarter.
    """
    calendar = span(months)
    per_month = over_months(world, calendar)
    means, ends = _quarterly(per_month, calendar), _at_quarter_ends(per_month, calendar)
    whole = None if world == "improving" else _whole(per_month, calendar)
    metrics: dict[str, Any] = {}
    for metric, (form, how) in FORMS.items():
        quarters = {
            start: form(params) for start, params in (ends if metric in AT_QUARTER_END else means).items()
        }
        metrics[metric] = _stated(quarters, form(whole) if whole else None, how)
    for metric, (spanning, how) in SPANNING_FORMS.items():
        metrics[metric] = _stated({start: spanning(per_month, calendar, start) for start in means}, None, how)
    coupled = {"misaligned": 1, "aligned": 0}.get(world)
    metrics["vicious_cycle_correlation"] = {
        "value": coupled,
        "quarters": {},
        "details": {},
        "how": "1 where follow-up and acceptance answer each other (seen at most seeds), 0 where they do not",
    }
    return {
        "company_name": COMPANY,
        "world": world,
        "seed": seed,
        "leads": leads,
        "months": months,
        "as_of": AS_OF.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "fault": fault,
        "metrics": dict(sorted(metrics.items())),
    }


def _stated(quarters: dict[str, dict[str, Any]], whole: dict[str, Any] | None, how: str) -> dict[str, Any]:
    found = whole or quarters[max(quarters)]
    return {
        "value": _plain(found["value"]),
        "quarters": {start: _plain(stated["value"]) for start, stated in quarters.items()},
        "details": _plain({name: item for name, item in found.items() if name != "value"}),
        "how": how,
    }


def _whole(params: Params, calendar: Span) -> Params:
    """Return the mean parameters of all months, weighted by lead volume, as vectors of length one."""
    volume = calendar.month_volume
    return Params(
        **{
            field.name: np.average(getattr(params, field.name), axis=0, weights=volume)[None, ...]
            for field in fields(Params)
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return None if value is None else float(f"{float(value):.12g}")


def _starts(calendar: Span) -> list[str]:
    return [to_date(day).isoformat() for day in calendar.quarter_starts[:-1]]


def _quarterly(params: Params, calendar: Span) -> dict[str, Params]:
    """Return each whole quarter's parameters: the mean over its months, as vectors of length one."""
    means = {field.name: calendar.by_quarter(getattr(params, field.name)) for field in fields(Params)}
    return {
        start: Params(**{name: values[place : place + 1] for name, values in means.items()})
        for place, start in enumerate(_starts(calendar))
        if calendar.quarter_starts[place] >= calendar.month_starts[0]
        and calendar.quarter_starts[place + 1] <= calendar.month_starts[-1]
    }


def _at_quarter_ends(params: Params, calendar: Span) -> dict[str, Params]:
    """Return the parameters of the last month of each whole quarter, as vectors of length one."""
    found = {}
    for start in _quarterly(params, calendar):
        last = _last_month(calendar, start)
        found[start] = Params(
            **{field.name: getattr(params, field.name)[last : last + 1] for field in fields(Params)}
        )
    return found


def _last_month(calendar: Span, start: str) -> int:
    return int(np.searchsorted(calendar.month_starts, _day_number(start), side="right")) + 1


def _day_number(start: str) -> int:
    return (date.fromisoformat(start) - date(1970, 1, 1)).days


def _quarter_end(params: Params, calendar: Span, start: str) -> dict[str, Any]:
    place = _starts(calendar).index(start)
    days = int(calendar.quarter_starts[place + 1] - calendar.quarter_starts[place])
    share = calendar.by_quarter(params.late_share)[place]
    return {"value": share * days / LATE_DAYS, "late_share": share}


def _retention(params: Params, calendar: Span, start: str) -> dict[str, Any]:
    last = _last_month(calendar, start)
    if last < 15:  # a year earlier there are no, or hardly any, customers
        return {"value": None}
    year = slice(last - 12, last)
    stay = float(np.prod(1 - params.churn[year]))
    return {"value": stay * float(np.prod(1 + params.upsell[year])), "logo_retention": stay}


def _forecast(params: Params, calendar: Span, start: str) -> dict[str, Any]:
    place = _starts(calendar).index(start)
    window = slice(max(0, place - 3), place + 1)
    biases, spreads = (
        calendar.by_quarter(values)[window] for values in (params.forecast_bias, params.forecast_spread)
    )
    wape, bias = [], []
    for mean, sd in zip(biases, spreads, strict=True):
        ratio = math.exp(mean + sd * sd / 2)  # E of the lognormal ratio of forecast to actual
        above = ratio * float(normal_cdf((mean + sd * sd) / sd)) - float(
            normal_cdf(mean / sd)
        )  # E(ratio − 1)⁺
        wape.append(2 * above - (ratio - 1))
        bias.append(ratio - 1)
    return {"value": float(np.mean(wape)), "bias": float(np.mean(bias))}


SPANNING_FORMS: dict[str, tuple[Callable[[Params, Span, str], dict[str, Any]], str]] = {
    "quarter_end_bookings_index": (
        _quarter_end,
        "P(net amount closes in the last ten days) ÷ (10/days of the quarter)",
    ),
    "forecast_wape": (_forecast, "E|e^(b+sZ) − 1| of lognormal forecast ratios, trailing four quarters"),
    "net_revenue_retention": (_retention, "Π over twelve months of (1 − churn)(1 + upsell)"),
}

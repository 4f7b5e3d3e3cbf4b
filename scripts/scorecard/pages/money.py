"""What misalignment costs: one line per cause with its range, every assumption, and what is shown beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.context import Context
from scorecard.pages.published import ALL, Cost, Detail

TOTAL = "total"
POPULATIONS = {"leads": "leads", "deals": "deals", "capacity": "selling time"}


@dataclass(frozen=True)
class Cause:
    """How a cause is named, whose page explains it, and how it is worked out, in words."""

    label: str
    dimension: str
    method: str


CAUSES = {
    "unworked_leads": Cause(
        "Leads handed over that nobody worked",
        "follow_up",
        "Leads never worked × how much less often they win than leads worked in time × mean won amount × gross margin "
        "× the share that working them would win back.",
    ),
    "slow_response": Cause(
        "Slow first response",
        "follow_up",
        "Leads worked after the promised hours × how much less often they win × mean won amount × gross margin × the "
        "share that answering in time would win back.",
    ),
    "discarded_good_fit": Cause(
        "Good-fit leads thrown away as wrong fit",
        "feedback",
        "Leads graded A or B, rejected as wrong fit and never recycled × what recycled leads of their band win.",
    ),
    "late_discount_excess": Cause(
        "Deeper discounts at quarter-end",
        "pricing",
        "List price of the deals signed late in the quarter × the extra discount they got over like-for-like deals.",
    ),
    "concessions_at_cost": Cause(
        "Free training, freight and customisation",
        "pricing",
        "What concessions outside the deal policy cost to deliver.",
    ),
    "selling_time_on_wrong_fit": Cause(
        "Selling time on leads that could never buy",
        "lead_quality",
        "Minutes spent on leads finally judged wrong fit × the cost of an hour of selling.",
    ),
}

ASSUMPTIONS = {
    "gross_margin": ("Gross margin of a won deal", "share"),
    "recoverable_share": ("Share of the gap that follow-up would win back", "share"),
    "recoverable_share_low": ("Recoverable share, low", "share"),
    "recoverable_share_base": ("Recoverable share, base", "share"),
    "recoverable_share_high": ("Recoverable share, high", "share"),
    "late_window_days": ("Last days of a quarter that count as its end", "days"),
    "loaded_hourly_cost": ("Cost of an hour of selling", "currency"),
    "win_horizon_days": ("Days a lead gets to be won", "days"),
    "wasted_time_horizon_days": ("Days after which a lead's selling time is read", "days"),
    "minutes_per_call": ("Minutes of a call without a duration", "minutes"),
    "minutes_per_email": ("Minutes of an email", "minutes"),
    "minutes_per_meeting": ("Minutes of a meeting without a duration", "minutes"),
    "minutes_per_social": ("Minutes of a social touch", "minutes"),
    "minutes_per_task": ("Minutes of a task", "minutes"),
}


@dataclass(frozen=True)
class CostLine:
    """One cause in its newest period."""

    cause: str
    label: str
    href: str
    dimension: str
    method: str
    period: str
    low: str
    base: str
    high: str
    naive: str
    is_certain: bool
    is_exact: bool
    worst: str
    bar: charts.Bar
    span: charts.Span
    sentence: str


def cost_lines(ctx: Context) -> list[CostLine]:
    """The company's causes, dearest first, each in its newest quarter."""
    newest = _newest(ctx)
    rows = sorted(
        (row for row in newest.values() if row.cause != TOTAL and formats.known(row.base)),
        key=lambda row: -(row.base or 0.0),
    )
    top = max((end for row in rows for end in (row.high, row.base) if formats.known(end)), default=0.0)
    scale = charts.Scale(0, top or 1.0, 0, 100)
    return [_line(ctx, row, scale) for row in rows]


def total_line(ctx: Context) -> dict[str, str] | None:
    """All causes together, as the results give it; None when nothing is priced."""
    rows = _newest(ctx)
    row = rows.get(TOTAL)
    if row is None or not formats.known(row.base):
        return None
    low = ctx.money(row.low) if formats.known(row.low) else ctx.money(row.base)
    high = ctx.money(row.high) if formats.known(row.high) else ctx.money(row.base)
    share = row.assumptions.get("share_of_won")
    periods = _periods(ctx, [one for cause, one in rows.items() if cause != TOTAL])
    return {
        "low": low,
        "base": ctx.money(row.base),
        "high": high,
        "period": periods,
        "sentence": sentences.total_cost(
            ctx.money(row.base),
            low,
            high,
            periods,
            formats.value(share, "share") if share else None,
            is_zero=row.base == 0,
        ),
    }


def _periods(ctx: Context, rows: list[Cost]) -> str:
    """The quarter the causes are of, or each with whose it is: leads need half a year, deals count at once."""
    starts = sorted({row.period_start for row in rows})
    if len(starts) < 2:
        return ctx.period("quarter", starts[0]).name if starts else ctx.quarter.name
    parts = []
    for start in starts:
        of = {POPULATIONS.get(row.population or "", "") for row in rows if row.period_start == start} - {""}
        parts.append(f"{formats.join_words(sorted(of))} of {ctx.period('quarter', start).name}")
    return formats.join_words(parts)


def _newest(ctx: Context) -> dict[str, Cost]:
    """The company's rows of grain `latest`: each cause's newest quarter, and the total of those."""
    return {
        row.cause: row
        for row in ctx.results.costs
        if row.period_grain == "latest" and row.segment_by == ALL and formats.known(row.base)
    }


def _line(ctx: Context, row: Cost, scale: charts.Scale) -> CostLine:
    known = CAUSES.get(row.cause) or Cause(row.cause.replace("_", " "), "outcomes", "")
    base = row.base or 0.0
    low, high = (end if formats.known(end) else base for end in (row.low, row.high))
    certain = low > 0
    texts = (ctx.money(low), ctx.money(base), ctx.money(high))
    naive = row.assumptions.get("base_if_all_recoverable")
    return CostLine(
        cause=row.cause,
        label=known.label,
        href=f"dimensions/{known.dimension}.html",
        dimension=ctx.registry.dimension(known.dimension).label,
        method=known.method,
        period=ctx.period("quarter", row.period_start).name,
        low=texts[0],
        base=texts[1],
        high=texts[2],
        naive=ctx.money(naive) if naive and formats.known(naive) else "",
        is_certain=certain,
        is_exact=low == base == high,
        worst=_worst(ctx, row),
        bar=charts.Bar(0.0, scale(base)),
        span=charts.span(base, low, high, scale),
        sentence=sentences.cost(known.label, *texts, is_certain=certain),
    )


def _worst(ctx: Context, row: Cost) -> str:
    """Where the cause costs most: the dearest region, else the dearest value of the first other segment."""
    parts = [
        one
        for one in ctx.results.costs
        if one.cause == row.cause
        and one.period_grain == row.period_grain
        and one.period_start == row.period_start
        and one.segment_by != ALL
        and one.segment != "(not set)"
        and formats.known(one.base)
    ]
    for by in ("region", "segment", "team", "product_family", "channel"):
        own = [one for one in parts if one.segment_by == by]
        if len(own) > 1:
            return max(own, key=lambda one: one.base or 0.0).segment
    return ""


def assumptions(ctx: Context) -> list[dict[str, str]]:
    """Every assumption behind the amounts, with its value and the name to edit in dbt_project.yml."""
    return [
        {"name": name, "label": label, "value": _assumption(ctx, value, unit)}
        for name, (label, unit) in ASSUMPTIONS.items()
        if (value := assumed(ctx, name)) is not None
    ]


def assumed(ctx: Context, name: str) -> float | None:
    """An assumption as the costs were worked out with it; as it is set where nothing is priced."""
    used = next((row.assumptions[name] for row in ctx.results.costs if name in row.assumptions), None)
    value = ctx.vars.get(name) if used is None else used
    return float(value) if isinstance(value, int | float) else None


def _assumption(ctx: Context, value: float, unit: str) -> str:
    match unit:
        case "share":
            return f"{formats.plain(value * 100, 0)}{formats.NBSP}%"
        case "currency":
            return formats.money_full(value, ctx.currency, ctx.symbol)
        case _:
            return f"{formats.plain(value, 0)}{formats.NBSP}{unit}"


def waterfall(ctx: Context) -> dict[str, Any] | None:
    """List → invoice → pocket → gross margin of the won deals shown; None when there are no amounts."""
    wanted = ("list", "invoice", "pocket", "margin")
    rows = ctx.beside("price_realization_rate", "quarter", ctx.quarter.period_start)
    levels = [(name, found) for name in wanted if (found := _level(rows, name)) is not None]
    losses = {row.category or "": row.value or 0.0 for row in rows if row.detail == "waterfall_step"}
    if len(levels) < 2:
        return None
    steps = charts.waterfall([row.value or 0.0 for _, row in levels])
    return _waterfall_view(ctx, levels, losses, steps)


def _level(rows: Sequence[Detail], name: str) -> Detail | None:
    names = {name, f"{name}_amount", f"{name}_price", f"waterfall_{name}"}
    for row in rows:
        if row.detail in names or (row.detail.startswith("waterfall") and row.category in names):
            return row
    return None


def _waterfall_view(
    ctx: Context,
    levels: list[tuple[str, Detail]],
    losses: Mapping[str, float],
    steps: tuple[charts.Step, ...],
) -> dict[str, Any]:
    words = {"list": "List price", "invoice": "Invoiced", "pocket": "In the pocket", "margin": "Gross margin"}
    lost = {
        "invoice": ("discounts", "discounts"),
        "pocket": ("concessions", "concessions off the invoice"),
        "margin": ("cost_of_goods", "cost of goods"),
    }
    rows: list[dict[str, Any]] = []
    index = 0
    for position, (name, row) in enumerate(levels):
        value = row.value or 0.0
        if position:
            step, words_lost = lost[name]
            rows.append(
                {
                    "label": f"less {words_lost}",
                    "amount": formats.money_full(losses.get(step, 0.0), ctx.currency, ctx.symbol),
                    "step": steps[index],
                }
            )
            index += 1
        rows.append(
            {
                "label": words[name],
                "amount": formats.money_full(value, ctx.currency, ctx.symbol),
                "step": steps[index],
            }
        )
        index += 1
    return {"rows": rows, "period": ctx.quarter.period_label, "deals": levels[0][1].sample_size}


def view(ctx: Context) -> dict[str, Any]:
    """Everything the Money page lays out."""
    lines = cost_lines(ctx)
    unpriced = [cause for name, cause in CAUSES.items() if name not in {line.cause for line in lines}]
    return {
        "lines": lines,
        "total": total_line(ctx),
        "unpriced": unpriced,
        "assumptions": assumptions(ctx),
        "win_days": assumed(ctx, "win_horizon_days"),
        "waterfall": waterfall(ctx),
        "beside": beside(ctx),
    }


@dataclass(frozen=True)
class Beside:
    """Money that is never added to the cost: `amounts` of companion figures, or of the metric's own numerator."""

    metric: str
    amounts: tuple[str, ...]
    note: str


NUMERATOR = "numerator"
BESIDE = (
    Beside(
        "lead_follow_up_rate",
        ("spend_on_untouched_leads_amount",),
        "What leads nobody touched had cost to acquire: spent already, and within what they would have been worth.",
    ),
    Beside(
        "spend_traceability_rate",
        ("untraced_spend",),
        "Spend nobody can follow to a lead is at risk, not lost.",
    ),
    Beside(
        "double_claimed_revenue_rate",
        (NUMERATOR,),
        "Disputed credit, not cash: both teams say the deal is theirs.",
    ),
    Beside("content_utilization_rate", ("idle_production_amount",), "Unused content is already paid for."),
    Beside("forecast_wape", (NUMERATOR,), "Forecast error costs plans, not revenue."),
    Beside(
        "quarter_end_bookings_index",
        (),
        "The rush itself is not priced, only the extra discount it brings.",
    ),
)


def beside(ctx: Context) -> list[dict[str, Any]]:
    """Measures with money in them that are never added to the cost: credit, not cash, or already counted."""
    listed = []
    for one in BESIDE:
        metric = ctx.registry.metric(one.metric)
        if metric is None:
            continue
        row = ctx.value(one.metric, "quarter", ctx.quarter.period_start)
        known = row is not None and row.value is not None and formats.known(row.value)
        listed.append(
            {
                "label": metric.label,
                "href": f"metrics/{metric.id}.html",
                "value": ctx.show(metric, row.value) if row and row.value is not None and known else "",
                "amounts": _amounts(ctx, one) if known else [],
                "missing": ""
                if known
                else sentences.STATUS_WORDS.get(row.status if row else "not_measured", ""),
                "note": one.note,
            }
        )
    return listed


def _amounts(ctx: Context, one: Beside) -> list[str]:
    """The amounts of the quarter shown, with their category where there are several."""
    row = ctx.value(one.metric, "quarter", ctx.quarter.period_start)
    if one.amounts == (NUMERATOR,):
        return [ctx.money(row.numerator)] if row and row.numerator is not None else []
    found = [
        detail
        for detail in ctx.beside(one.metric, "quarter", ctx.quarter.period_start)
        if detail.detail in one.amounts
    ]
    return [
        formats.sentence(f"{detail.category}: {ctx.money(detail.value or 0.0)}").rstrip(".")
        if detail.category
        else ctx.money(detail.value or 0.0)
        for detail in found
    ]

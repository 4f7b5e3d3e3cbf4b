"""The scorecard as one JSON document for other tools, as scorecard.schema.json describes it.

Numbers are those of the result files, unrounded, in each metric's own unit; what is not known is null, with a status
and a reason. `version` is of the form: a new major version when a field goes or changes its meaning.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from scorecard import history
from scorecard.pages import formats
from scorecard.pages.cards import scores_now
from scorecard.pages.context import Context, tint
from scorecard.pages.money import TOTAL
from scorecard.pages.published import ALL, Cost, MetricValue, Period
from scorecard.push.brief import Brief
from scorecard.registry import Dimension, Metric

if TYPE_CHECKING:
    from scorecard.settings import Settings

VERSION = "1.0"
SCHEMA = "scorecard.schema.json"


def document(settings: Settings, ctx: Context, brief: Brief) -> str:
    """The document's text; no number in it is NaN or infinite."""
    made = {
        "$schema": SCHEMA,
        "version": VERSION,
        "company": ctx.company,
        "is_demo": ctx.is_demo,
        "currency": ctx.currency,
        "site_url": ctx.site_url or None,
        "build": {
            "id": history.build_id(settings),
            "as_of": _instant(ctx.as_of),
            "build_clock": _instant(ctx.published),
        },
        "period": _period(ctx.quarter),
        "period_before": _period(ctx.before) if ctx.before else None,
        "headline": brief.headline,
        "why": list(brief.why),
        "index": _index(ctx),
        "dimensions": [_dimension(ctx, one) for one in ctx.registry.dimensions],
        "metrics": [_metric(ctx, one) for one in ctx.registry.metrics],
        "cost": _cost(ctx, brief),
        "actions": [
            {"metric": one.href.split("/")[-1].removesuffix(".html"), "action": one.action} for one in brief.actions
        ],
        "checks": _checks(ctx),
    }  # fmt: skip
    return json.dumps(_plain(made), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _period(period: Period) -> dict[str, Any]:
    return {
        "grain": period.period_grain,
        "start": formats.iso_day(period.period_start),
        "end": formats.iso_day(period.period_end),
        "label": period.period_label,
    }


def _index(ctx: Context) -> dict[str, Any]:
    index = ctx.index(ctx.quarter.period_start)
    names = ("score", "ci_low", "ci_high", "coverage", "bound_low", "bound_high")
    return {
        **{name: getattr(index, name, None) for name in names},
        "tier": index.tier if index else None,
        "is_provisional": bool(index and index.provisional),
        "is_borderline": bool(index and index.borderline),
    }


def _dimension(ctx: Context, dimension: Dimension) -> dict[str, Any]:
    row = next((one for one in scores_now(ctx) if one.dimension == dimension.id), None)
    score = row.score if row else None
    return {
        "id": dimension.id,
        "label": dimension.label,
        "question": dimension.question,
        "in_index": dimension.in_index,
        "score": score,
        "ci_low": row.ci_low if row else None,
        "ci_high": row.ci_high if row else None,
        "coverage": row.coverage if row else None,
        "standing": {"good": "on_target", "watch": "watch", "act": "act"}.get(tint(score)),
    }


def _metric(ctx: Context, metric: Metric) -> dict[str, Any]:
    row = ctx.value(metric.id, "quarter", ctx.quarter.period_start)
    before = ctx.value(metric.id, "quarter", ctx.before.period_start) if ctx.before else None
    numbers = ("value", "ci_low", "ci_high", "numerator", "denominator", "sample_size", "pending", "score")
    return {
        "id": metric.id,
        "label": metric.label,
        "dimension": metric.dimension,
        "role": metric.role,
        "unit": metric.unit,
        "direction": metric.direction,
        **{name: getattr(row, name, None) for name in numbers},
        "status": row.status if row else "not_measured",
        "status_reason": row.status_reason if row else None,
        "value_before": _value(before),
        "has_changed": ctx.has_changed(metric, before, row),
        "floor": metric.floor,
        "red": metric.red,
        "target": metric.target,
        "stretch": metric.stretch,
        "owner": metric.owner,
    }


def _value(row: MetricValue | None) -> float | None:
    return row.value if row else None


def _cost(ctx: Context, brief: Brief) -> dict[str, Any] | None:
    rows = [row for row in ctx.results.costs if row.period_grain == "latest" and row.segment_by == ALL]
    total = next((row for row in rows if row.cause == TOTAL and formats.known(row.base)), None)
    if total is None:
        return None
    causes = sorted((row for row in rows if row.cause != TOTAL), key=lambda row: row.cause)
    return {"sentence": brief.cost, **_amounts(total), "causes": [_cause(row) for row in causes]}


def _cause(row: Cost) -> dict[str, Any]:
    return {"cause": row.cause, "quarter_start": formats.iso_day(row.period_start), **_amounts(row)}


def _amounts(row: Cost) -> dict[str, Any]:
    return {"low": row.low, "base": row.base, "high": row.high}


def _checks(ctx: Context) -> dict[str, int]:
    judged = [one for one in ctx.results.checks if one.success is not None]
    failing = [one for one in judged if not one.success]
    critical = sum(1 for one in failing if one.severity == "critical")
    return {
        "judged": len(judged),
        "passed": len(judged) - len(failing),
        "critical": critical,
        "warnings": len(failing) - critical,
        "without_data": len(ctx.results.checks) - len(judged),
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    """The value as JSON knows it: decimals and whole numbers as numbers, what is not finite as null."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return formats.clean(value)
    if isinstance(value, date):
        return formats.iso_day(value)
    number = float(value)
    return number if math.isfinite(number) else None

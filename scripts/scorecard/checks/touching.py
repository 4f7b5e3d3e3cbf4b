"""Which metrics a check touches: by its table, its columns or by name, held to what the project defines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scorecard.checks.model import OUTPUTS, Rule
from scorecard.errors import UsageError
from scorecard.nodes import nearest
from scorecard.progress import Progress
from scorecard.registry import Metric, Registry


def touched(rule: Rule, registry: Registry, sample: Iterable[Mapping[str, Any]] = ()) -> list[str]:
    """The metrics a rule touches: those it names, those its unexpected rows name, or those that list its table."""
    if rule.metrics is not None:
        return list(rule.metrics)
    if rule.relation in OUTPUTS:
        return sorted({str(row["metric"]) for row in sample if row.get("metric")})
    return [metric.id for metric in registry.metrics if _uses(metric, rule.touches or (rule.relation,))]


def _uses(metric: Metric, touched: Iterable[str]) -> bool:
    """Whether a metric lists one of the tables as input, or needs one of the columns (`table.column`)."""
    needed = set(re.findall(r"\w+\.\w+", " ".join(metric.needs)))
    return any(name in needed if "." in name else name in metric.inputs for name in touched)


def know_metrics(rules: Iterable[Rule], registry: Registry, progress: Progress) -> None:
    """Hold the metrics that rules name, and the tables that metrics list, to what the project defines."""
    known = [metric.id for metric in registry.metrics]
    for rule in rules:
        for name in rule.metrics or ():
            if name not in known:
                raise UsageError(f"{rule.where}: there is no metric {name!r}{nearest(name, known)}")
    for metric in registry.metrics:
        computed_from = {name.removeprefix("core.") for name in metric.upstream if name.startswith("core.")}
        unread = sorted(set(metric.inputs) - computed_from) if computed_from else []
        if unread:
            progress.warn(f"{metric.id} lists {', '.join(unread)} as inputs but is not computed from them")

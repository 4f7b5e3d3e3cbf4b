"""What a company's choices make of the definitions: days of horizons in words, thresholds of its clock, stand-ins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

BUSINESS = "business"


def as_chosen(manifest: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """dbt's manifest with its metrics as the variables of the build make them read.

    Words that say `{name_of_variable}` get the days of that horizon, `{kind_of_hours}` the clock. Where business hours
    are counted, what a metric's YAML says under `business_hours` stands for what it says for the clock. What may
    stand in for a column once a variable is set (`needs_when`) is then an alternative need, and its table an input:
    checks of it touch the metric.
    """
    is_business = variables.get("response_clock") == BUSINESS
    words = {f"{{{name}}}": str(value) for name, value in variables.items() if name.endswith("_days")}
    words["{kind_of_hours}"] = "Business hours" if is_business else "Clock hours"
    return {
        **manifest,
        "nodes": {
            unique_id: _metric(node, words, is_business, variables) if _is_metric(node) else node
            for unique_id, node in (manifest.get("nodes") or {}).items()
        },
    }


def _is_metric(node: Mapping[str, Any]) -> bool:
    return str(node.get("original_file_path", "")).startswith("models/metrics/")


def _metric(
    node: Mapping[str, Any], words: Mapping[str, str], is_business: bool, variables: Mapping[str, Any]
) -> dict[str, Any]:
    config = dict(node.get("config") or {})
    meta = {**(node.get("meta") or {}), **(config.get("meta") or {})}
    instead = meta.get("business_hours")
    if is_business and instead:
        meta = {**meta, **instead, "unit": "business_hours"}
    for variable, stand_ins in (meta.get("needs_when") or {}).items():
        if variables.get(variable):
            meta = _with_stand_ins(meta, stand_ins)
    return {
        **node,
        "description": _filled(node.get("description"), words),
        "meta": {},
        "config": {**config, "meta": _filled(meta, words)},
    }


def _with_stand_ins(meta: Mapping[str, Any], stand_ins: Mapping[str, str]) -> dict[str, Any]:
    needs, inputs = list(meta.get("needs") or []), list(meta.get("inputs") or [])
    for column, stand_in in stand_ins.items():
        needs = [f"{need} | {stand_in}" if column in need else need for need in needs]
        tables = {name.partition(".")[0] for name in re.findall(r"\w+\.\w+", stand_in)}
        inputs += sorted(tables - set(inputs))
    return {**meta, "needs": needs, "inputs": inputs}


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{\w+\}", lambda found: words.get(found.group(), found.group()), value)
    if isinstance(value, Mapping):
        return {key: _filled(one, words) for key, one in value.items()}
    return [_filled(one, words) for one in value] if isinstance(value, list) else value

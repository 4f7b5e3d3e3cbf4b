"""Reads checks/*.yml: one suite per relation, each mistake reported with its file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import yaml

from scorecard.checks.model import (
    EVERY_TABLE,
    LAYERS,
    OUTPUTS,
    SEVERITIES,
    Among,
    Layer,
    Rule,
    Severity,
)
from scorecard.errors import UsageError
from scorecard.nodes import Node, nearest, parse

SUITE_KEYS = ("relation", "rows_called", "rules")
RULE_KEYS = (
    "rule", "type", "kwargs", "severity", "why", "layer", "tolerance", "among", "counting", "threshold", "observe",
    "metrics", "touches", "for_each", "even_if_empty",
)  # fmt: skip
FOR_EACH = ("coded column", "required column", "reference")
COLUMN_KWARGS = ("column", "column_A", "column_B", "column_list", "column_set", "sum_total")
# Columns every staging and core relation has beside those of the contract.
BOOKKEEPING = ("_source", "_file", "_line", "_set_aside_reason", "_reason_column")


def read_all(folder: Path, columns: Mapping[str, Sequence[str]]) -> list[Rule]:
    """Return every rule of every suite in `folder`, in order of file name and line.

    `columns` maps each canonical table to its columns. Raises UsageError naming file and line.
    """
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise UsageError(f"There is no suite in {folder}; restore checks/*.yml, publishing needs them.")
    rules = [rule for file in files for rule in read(file, columns)]
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.check in seen:
            first = seen[rule.check]
            raise UsageError(
                f"{rule.where}: the rule {rule.check} stands already at {first.where}; rename one."
            )
        seen[rule.check] = rule
    return rules


def read(file: Path, columns: Mapping[str, Sequence[str]]) -> list[Rule]:
    """Return the rules of one suite file. Raises UsageError naming file and line."""
    said = f"checks/{file.name}"
    suite = parse(file, said)
    if suite is None:
        raise UsageError(f"{said}, line 1: the file is empty; see checks/README.md for an example.")
    entries = suite.items("a suite", SUITE_KEYS)
    for needed in ("relation", "rules"):
        if needed not in entries:
            suite.fail(f"a suite needs `{needed}:`.")
    relation = entries["relation"].choice("relation", [*columns, *OUTPUTS, EVERY_TABLE])
    if file.stem != relation.replace(" ", "_"):
        entries["relation"].fail(f"the suite of {relation} must be called {relation.replace(' ', '_')}.yml.")
    rows_called = (
        entries["rows_called"].text("rows_called") if "rows_called" in entries else relation.replace("_", " ")
    )
    return [_rule(node, relation, rows_called, columns) for node in entries["rules"].sequence("rules")]


def _rule(node: Node, relation: str, rows_called: str, columns: Mapping[str, Sequence[str]]) -> Rule:
    entries = node.items("a rule", RULE_KEYS)
    for needed in ("rule", "type", "kwargs", "severity", "why"):
        if needed not in entries:
            node.fail(f"a rule needs `{needed}:`.")
    name = entries["rule"].text("rule")
    if not re.fullmatch(r"[a-z0-9_{} ]+", name):
        entries["rule"].fail(f"{name!r} cannot name a rule; use lower case words joined by underscores.")
    severity = cast(Severity, entries["severity"].choice("severity", SEVERITIES))
    kwargs = {key: value.value() for key, value in entries["kwargs"].items("kwargs", ()).items()}
    if relation in columns:
        _check_columns(entries["kwargs"].items("kwargs", ()), relation, columns[relation])
    layer = entries["layer"].choice("layer", LAYERS) if "layer" in entries else _default_layer(relation)
    return Rule(
        relation=relation,
        rule=name,
        type=entries["type"].text("type"),
        kwargs=kwargs,
        severity=severity,
        why=" ".join(entries["why"].text("why").split()),
        file=node.file,
        line=node.line,
        layer=cast(Layer, layer),
        tolerance=_tolerance(entries.get("tolerance"), severity),
        among=_among(entries.get("among")),
        rows_called=rows_called,
        counting=entries["counting"].text("counting") if "counting" in entries else None,
        threshold=entries["threshold"].text("threshold") if "threshold" in entries else None,
        observe=entries["observe"].text("observe") if "observe" in entries else None,
        metrics=_metrics(entries.get("metrics")),
        touches=_touches(entries.get("touches"), columns),
        for_each=entries["for_each"].choice("for_each", FOR_EACH) if "for_each" in entries else None,
        even_if_empty=bool(entries["even_if_empty"].value()) if "even_if_empty" in entries else False,
    )


def _default_layer(relation: str) -> str:
    return "scorecard" if relation in OUTPUTS else "core"


def _check_columns(kwargs: Mapping[str, Node], relation: str, columns: Sequence[str]) -> None:
    for key, node in kwargs.items():
        if key not in COLUMN_KWARGS:
            continue
        value = node.value()
        for column in value if isinstance(value, list) else [value]:
            if isinstance(column, str) and "{" not in column and column not in (*columns, *BOOKKEEPING):
                node.fail(f"{relation} has no column {column!r}{nearest(column, columns)}")


def _tolerance(node: Node | None, severity: Severity) -> tuple[tuple[Severity, float], ...]:
    if node is None:
        return ((severity, 0.0),)
    if not isinstance(node.node, yaml.MappingNode):
        return ((severity, _share(node)),)
    levels = [
        (cast(Severity, level), _share(value)) for level, value in node.items("tolerance", SEVERITIES).items()
    ]
    levels.sort(key=lambda level: SEVERITIES.index(level[0]))
    shares = [share for _, share in levels]
    if shares != sorted(shares):
        node.fail(
            "a worse level must allow more rows than a milder one, as in {warning: 0 %, critical: 1 %}."
        )
    if levels[-1][0] != severity:
        node.fail(
            f"the worst level of tolerance is {levels[-1][0]}, but severity says {severity}; make them agree."
        )
    return tuple(levels)


def _share(node: Node) -> float:
    text = str(node.value()).strip()
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", text)
    share = float(found[1]) / (100 if found[2] else 1) if found else -1.0
    if not 0 <= share <= 1:
        node.fail(f"{text!r} is not a share of rows; write it as `2 %`.")
    return share


def _among(node: Node | None) -> Among | None:
    if node is None:
        return None
    entries = node.items("among", ("where", "called"))
    for needed in ("where", "called"):
        if needed not in entries:
            node.fail(f"among needs `{needed}:`, as in {{where: is_won, called: won deals}}.")
    return Among(where=entries["where"].text("where"), called=entries["called"].text("called"))


def _metrics(node: Node | None) -> tuple[str, ...] | None:
    if node is None:
        return None
    return tuple(entry.text("metrics") for entry in node.sequence("metrics"))


def _touches(node: Node | None, columns: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    if node is None:
        return None
    touched = []
    for entry in node.sequence("touches"):
        name = entry.text("touches")
        table, dot, column = name.partition(".")
        if table not in columns:
            entry.fail(f"there is no table {table!r}{nearest(table, columns)}")
        if dot and column not in columns[table]:
            entry.fail(f"{table} has no column {column!r}{nearest(column, columns[table])}")
        touched.append(name)
    return tuple(touched)

"""Which of a system's own columns each canonical column is filled from, read off its staging models.

A build knows for certain; this is read off the names in the SQL, so that the doctor need not run it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scorecard.contract import CANONICAL, Table

_CALL = re.compile(r"stage_from\(\s*'(\w+)'\s*,\s*'(\w+)'\s*,\s*\{(.*?)\n\}", re.S)
_ENTRY = re.compile(r"^\s*'(\w+)':\s*(.+?),?\s*$", re.M)
_WORD = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class Line:
    """A canonical column and the columns of one raw table that fill it; none when they are worked out otherwise."""

    table: str
    column: str
    raw: tuple[str, ...]


def of(project: Path, table: Table) -> tuple[Line, ...]:
    """Return what a raw table fills; a canonical table fills itself."""
    if table.source == CANONICAL:
        return tuple(Line(table.name, name, (name,)) for name in table.column_names)
    found: list[Line] = []
    for staged in table.staged:
        path = project / f"models/staging/{table.source}/{staged.model}.sql"
        if staged.table and path.is_file():
            found += _read(path.read_text(encoding="utf-8"), frozenset(table.column_names))
    return tuple(found)


def _read(sql: str, raw: frozenset[str]) -> Iterator[Line]:
    for canonical, _, entries in _CALL.findall(sql):
        before = sql[: sql.find("stage_from(")]
        for column, expression in _ENTRY.findall(entries):
            yield Line(canonical, column, tuple(sorted(_columns(expression, before, raw, frozenset()))))


def _columns(expression: str, sql: str, raw: frozenset[str], seen: frozenset[str]) -> set[str]:
    words = set(_WORD.findall(expression.lower())) - seen
    found = words & raw
    for word in words - raw:
        definition = _definition(sql, word)
        if definition:
            found |= _columns(definition, sql, raw, seen | words)
    return found


def _definition(sql: str, name: str) -> str:
    """Return the expression last named so in a select: back from `as name` to the comma or `select` before it."""
    at = [match.start() for match in re.finditer(rf"\s+as\s+{name}\b(?!\s*\()", sql)]
    if not at:
        return ""
    depth, start = 0, 0
    for position in range(at[-1] - 1, -1, -1):
        letter = sql[position]
        depth += (letter == ")") - (letter == "(")
        if depth < 0 or (depth == 0 and letter == ","):
            start = position + 1
            break
        if depth == 0 and re.match(r"select\s", sql[position : position + 7]):
            start = position + 6
            break
    expression = sql[start : at[-1]]
    # the name of a relation says nothing of columns
    return "" if re.search(r"\b(from|join)\b", expression) else expression

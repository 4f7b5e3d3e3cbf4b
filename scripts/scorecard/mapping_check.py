"""Holding the fields of mapping.yml to the files that were found: whether they are there, and hold what they should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard import load_nested, load_peek
from scorecard.contract import CANONICAL, Column, Table
from scorecard.load_files import SourceFile, nearest
from scorecard.load_header import positions
from scorecard.load_likeness import is_filled, looks_like
from scorecard.mapping import FILE, Mapped, MappedField
from scorecard.personal import is_personal, shown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

VALUES = 1_000
KINDS = {"timestamp": "dates", "date": "dates", "boolean": "yes or no"}


def require(
    connection: DuckDBPyConnection, chosen: Mapped, files: Sequence[SourceFile], scratch: Path
) -> list[str]:
    """Hold every mapped field to the files of its table; return warnings about tables that are not there.

    Raises Mistakes with everything wrong in mapping.yml, each with its line.
    """
    mistakes: list[str] = []
    warnings: list[str] = []
    by_table: dict[tuple[str, str], list[MappedField]] = {}
    for field in chosen.fields:
        by_table.setdefault((field.source, field.table), []).append(field)
    for (source, name), fields in by_table.items():
        held = [file for file in files if (file.source, file.table) == (source, name)]
        if held:
            mistakes += _in_files(connection, chosen, fields, held, scratch)
        else:
            warnings.append(
                f"{FILE}, line {fields[0].line}: fields of {name} are named, and no {name} was found; nothing is "
                "read from them."
            )
    chosen.require_sound(mistakes)
    return warnings


def _in_files(
    connection: DuckDBPyConnection,
    chosen: Mapped,
    fields: Sequence[MappedField],
    files: Sequence[SourceFile],
    scratch: Path,
) -> Iterator[str]:
    """Yield what is wrong with the fields of one table; a field need not be in each of several files."""
    table = chosen.catalog[fields[0].source][fields[0].table]
    columns = {column.name: column for column in table.columns}
    names: list[str] = []
    waiting = list(fields)
    for file in files:
        if not waiting:
            break
        look = load_peek.peek(connection, file, table, scratch)
        own = [f"c{number}" for number in range(len(look.names))]
        nested = load_nested.nested_in(connection, table, look.names, own, load_peek.LOOK).names
        names += (*look.names, *nested)
        for field in tuple(waiting):
            at = positions(columns[field.column], look.names)
            if at:
                waiting.remove(field)
                yield from _wrong_kind(connection, chosen, field, file, f"c{at[0]}")
            elif positions(columns[field.column], nested):
                waiting.remove(field)
    for field in waiting:
        guess = nearest(field.field, names)
        hint = f"did you mean {guess}?" if guess else "no column there has a name like it."
        yield f"{FILE}, line {field.line}: {field.field} is not a column of {files[0].name}; {hint}"


def _wrong_kind(
    connection: DuckDBPyConnection, chosen: Mapped, field: MappedField, file: SourceFile, column: str
) -> Iterator[str]:
    kind = _kind(chosen.catalog, field)
    if kind == "varchar":
        return
    first = f"(select {column} as value from {load_peek.LOOK} where {is_filled(column)} limit {VALUES})"
    like = looks_like(kind, "value")
    row = connection.execute(f"select count(*), count_if({like}) from {first}").fetchone()
    filled, alike = row or (0, 0)
    if filled == 0 or alike * 2 >= filled:
        return
    others = connection.execute(
        f"select value from {first} where not {like} group by value order by count(*) desc, value limit 3"
    ).fetchall()
    wanted = KINDS.get(kind, "numbers")
    # what a name gives away of a person is not printed
    told = (
        "" if is_personal(field.field) else " (" + ", ".join(f'"{shown(value)}"' for (value,) in others) + ")"
    )
    yield (
        f"{FILE}, line {field.line}: {field.column} needs {wanted}, and {field.field} in {file.name} mostly holds "
        f"something else{told}; name a column of {wanted}."
    )


def _kind(catalog: Mapping[str, Mapping[str, Table]], field: MappedField) -> str:
    """Return the type of what a field fills: that of the canonical column of the same name its table feeds."""
    table = catalog[field.source][field.table]
    if field.source == CANONICAL:
        return _column(table, field.column).type
    for name in sorted(table.feeds):
        canonical = catalog[CANONICAL][name]
        if field.column in canonical.column_names:
            return _column(canonical, field.column).type
    return _column(table, field.column).type


def _column(table: Table, name: str) -> Column:
    return next(column for column in table.columns if column.name == name)

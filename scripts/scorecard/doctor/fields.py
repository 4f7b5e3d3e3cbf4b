"""Looking into the first file of each table: whether it can be read at all, and what in it nobody has named yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard import load_peek, mapping
from scorecard.contract import CANONICAL, Column, Table
from scorecard.doctor import profiles, seen, slots, values
from scorecard.errors import Mistakes, ScorecardError
from scorecard.load_files import SourceFile
from scorecard.load_header import match_columns, positions
from scorecard.load_sql import identifier

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def require_keys(
    connection: DuckDBPyConnection, chosen: mapping.Mapped, files: Sequence[SourceFile], scratch: Path
) -> None:
    """Raise Mistakes naming every file whose columns cannot be matched; a load stops at the first."""
    told = []
    for file in files:
        table = chosen.catalog[file.source][file.table]
        try:
            match_columns(load_peek.peek(connection, file, table, scratch).names, table, file.name)
        except ScorecardError as error:
            told.append(str(error))
    if told:
        chosen.require_sound()
        raise Mistakes(told)


def candidates(
    connection: DuckDBPyConnection,
    chosen: mapping.Mapped,
    files: Sequence[SourceFile],
    tables: Sequence[seen.Seen],
    scratch: Path,
    counts: dict[tuple[str, str], values.Counts],
) -> tuple[dict[tuple[str, str], dict[str, list[slots.Candidate]]], tuple[profiles.Profile, ...]]:
    """Look at the first file of each table for fields that may fill what nothing fills; count the values of some."""
    found: dict[tuple[str, str], dict[str, list[slots.Candidate]]] = {}
    dated: list[profiles.Profile] = []
    first = {(file.source, file.table): file for file in reversed(files)}
    for one in tables:
        table = one.table
        file = first.get((table.source, table.name))
        if file is None:
            continue
        look = load_peek.peek(connection, file, table, scratch)
        taken = {at for column in table.columns for at in positions(column, look.names)}
        every = profiles.of(connection, look)
        dated += [
            profile for profile in every if profile.day_first or profile.month_first or profile.either_way
        ]
        wanted = [
            column
            for column in table.columns
            if column.field is None
            and not one.filled.get(column.name)
            and not seen.BOOKKEEPING.match(column.name)
            and (column.slot or table.source == CANONICAL)
        ]
        types = _types(chosen.catalog, table)
        free = [profile for profile in every if profile.position not in taken]
        likely = slots.candidates(wanted, types, free)
        if likely:
            found[table.source, table.name] = likely
        subjects = {column.name: _subject(column, types) for column in wanted}
        for name, several in likely.items():
            if subjects[name]:
                value = identifier(f"c{several[0].position}")
                counted = values.counted(connection, load_peek.LOOK, value, values.MANY_MEANINGS)
                counts.setdefault((table.source, str(subjects[name])), {}).update(counted)
    return found, tuple(dated)


def _types(catalog: Mapping[str, Mapping[str, Table]], table: Table) -> dict[str, Column]:
    """Return the canonical columns of the tables a raw table feeds, by name; the first table's stand."""
    types: dict[str, Column] = {}
    for name in sorted(table.feeds, key=lambda fed: [*(one.table for one in table.staged), fed].index(fed)):
        for column in catalog[CANONICAL][name].columns:
            types.setdefault(column.name, column)
    return types


def _subject(column: Column, types: Mapping[str, Column]) -> str | None:
    if column.meaning:
        return column.meaning
    canonical = types.get(column.name)
    return canonical.meaning if canonical else ("reason" if column.name == "reason" else None)

"""What the doctor found out: the data as a load leaves it, what its files hold besides, and what that is enough for."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard import contract, load, load_peek, mapping
from scorecard.contract import CANONICAL, Column, Table
from scorecard.doctor import lineage, needs, profiles, seen, slots, values
from scorecard.errors import Mistakes, ScorecardError
from scorecard.load_files import SourceFile
from scorecard.load_header import match_columns, positions
from scorecard.load_sql import identifier
from scorecard.progress import Progress, Step
from scorecard.registry import Dimension
from scorecard.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Examination:
    """Everything found; `filled` are the canonical columns that some record fills, as `table.column`.

    `candidates` are the fields that may fill what is not filled, by source, table and column; `counts` the values of
    each source's subjects; `waiting` the values of a proposed field, by source and subject.
    """

    settings: Settings
    chosen: mapping.Mapped
    loaded: load.LoadReport
    tables: tuple[seen.Seen, ...]
    dimensions: tuple[Dimension, ...]
    metrics: tuple[needs.Figure, ...]
    filled: frozenset[str]
    lines: Mapping[tuple[str, str], Sequence[lineage.Line]]
    additions: tuple[needs.Addition, ...]
    candidates: Mapping[tuple[str, str], Mapping[str, Sequence[slots.Candidate]]]
    counts: Mapping[tuple[str, str], values.Counts]
    variants: tuple[values.Variants, ...]
    near_misses: tuple[tuple[str, str, str], ...]
    dates: tuple[profiles.Profile, ...]

    @property
    def canonical(self) -> Mapping[str, Table]:
        return self.chosen.catalog[CANONICAL]

    def read_of(self, table: Table) -> frozenset[str]:
        """Return the columns of a raw table that fill some canonical column."""
        return frozenset(name for line in self.lines[table.source, table.name] for name in line.raw)

    def needed_of(self, table: Table) -> frozenset[str]:
        """Return the columns of a raw table that could fill what some figure needs."""
        needed = {
            column
            for metric in self.metrics
            for figure in (metric, *metric.companions)
            for requirement in figure.needs
            for columns in requirement
            for column in columns
        }
        return frozenset(
            name
            for line in self.lines[table.source, table.name]
            if f"{line.table}.{line.column}" in needed
            for name in line.raw
        )


def examine(settings: Settings, step: Step) -> Examination:
    """Load the data into a folder of its own, which is removed again, and look at what came of it.

    Raises what a load raises: UsageError for data or a mapping that cannot be used, ScorecardError for a file that
    cannot be read. Files without the column that tells their records apart are named all at once.
    """
    import duckdb

    catalog = {source: contract.tables(settings.project, source) for source in contract.SOURCES}
    chosen = mapping.read(settings.data, settings.project, catalog)
    found = load.find(settings.data, chosen)
    with _aside(settings) as scratch, duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        _require_keys(connection, chosen, found.files, scratch)
        loaded = load.load(dataclasses.replace(settings, target=scratch), Progress(quiet=True), step)
        raw = scratch / "raw"
        step.update("looking at what is filled")
        tables = tuple(seen.tables(connection, raw, chosen.catalog))
        present = [one.table for one in tables]
        lines = {(table.source, table.name): lineage.of(settings.project, table) for table in present}
        filled = _filled(tables, lines)
        dimensions, metrics = needs.read(settings.project, settings.vars)
        canonical = chosen.catalog[CANONICAL]
        step.update("looking for what could be mapped")
        counts = values.by_subject(connection, raw, present, lines, canonical)
        candidates, dates = _candidates(connection, chosen, found.files, tables, scratch, counts)
        return Examination(
            settings=settings,
            chosen=chosen,
            loaded=loaded,
            tables=tables,
            dimensions=dimensions,
            metrics=metrics,
            filled=filled,
            lines=lines,
            additions=tuple(
                needs.additions(
                    metrics,
                    filled,
                    {name: table.column_names for name, table in canonical.items()},
                    [name for name in canonical if not any(key.startswith(f"{name}.") for key in filled)],
                )
            ),
            candidates=candidates,
            counts=counts,
            variants=tuple(values.spellings(connection, raw, present, lines)),
            near_misses=tuple(values.near_misses(connection, raw, present, lines)),
            dates=dates,
        )


def _require_keys(
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


def _filled(
    tables: Sequence[seen.Seen], lines: Mapping[tuple[str, str], Sequence[lineage.Line]]
) -> frozenset[str]:
    """Return the canonical columns some record fills.

    What a staging model works out from other tables counts as filled where its own table has records.
    """
    return frozenset(
        f"{line.table}.{line.column}"
        for one in tables
        for line in lines[one.table.source, one.table.name]
        if not line.raw or any(one.filled.get(name) for name in line.raw)
    )


def _candidates(
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


@contextmanager
def _aside(settings: Settings) -> Iterator[Path]:
    folder = settings.target / f".doctor.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    had_target = settings.target.exists()
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if not had_target:
            shutil.rmtree(settings.target, ignore_errors=True)

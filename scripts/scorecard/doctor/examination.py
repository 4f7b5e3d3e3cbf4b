"""What the doctor found out: the data as a load leaves it, what its files hold besides, and what that is enough for."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scorecard import contract, load, mapping
from scorecard.contract import CANONICAL, Table
from scorecard.doctor import fields, filling, lineage, needs, profiles, seen, slots, values
from scorecard.progress import Progress, Step
from scorecard.registry import Dimension
from scorecard.settings import Settings


@dataclass(frozen=True)
class Examination:
    """Everything found; `filled` are the canonical columns that some record fills, as `table.column`.

    `candidates` are the fields that may fill what is not filled, by source, table and column; `counts` the values of
    each source's subjects, those of proposed fields among them; `dates` the fields whose dates could be read two ways.
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
        fields.require_keys(connection, chosen, found.files, scratch)
        loaded = load.load(dataclasses.replace(settings, target=scratch), Progress(quiet=True), step)
        raw = scratch / "raw"
        step.update("looking at what is filled")
        tables = tuple(seen.tables(connection, raw, chosen.catalog))
        present = [one.table for one in tables]
        lines = {(table.source, table.name): lineage.of(settings.project, table) for table in present}
        dimensions, metrics = needs.read(settings.project, settings.vars)
        canonical = chosen.catalog[CANONICAL]
        step.update("looking for what could be mapped")
        counts = values.by_subject(connection, raw, present, lines, canonical)
        filled = filling.by_columns(tables, lines) | filling.by_meanings(chosen, counts, tables)
        candidates, dates = fields.candidates(connection, chosen, found.files, tables, scratch, counts)
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

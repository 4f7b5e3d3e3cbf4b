"""Raw files in, raw layer out: every record of every file as text, with where it came from."""

from __future__ import annotations

import dataclasses
import glob
import json
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard import (
    contract,
    load_clock,
    load_files,
    load_landings,
    load_raw,
    load_read,
    mapping,
    mapping_check,
)
from scorecard.errors import ScorecardError, UsageError
from scorecard.files import write_text
from scorecard.load_read import FileRead
from scorecard.load_sql import literal
from scorecard.mapping_told import Told
from scorecard.progress import Progress, Step
from scorecard.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SALT = "SCORECARD_SALT"


@dataclass(frozen=True)
class LoadReport:
    """What a load did: rows per table, the files in the order read, what to know, and the instant to look back from.

    `sources` are those with data, the canonical tables first whether or not they have any. `compiled` is what
    mapping.yml says that the models are compiled with, `mapping` what it says that the data mean.
    """

    sources: tuple[str, ...]
    tables: Mapping[str, int]
    files: tuple[FileRead, ...]
    warnings: tuple[str, ...]
    as_of: datetime
    compiled: Mapping[str, object]
    mapping: tuple[Told, ...]


def load(settings: Settings, progress: Progress, step: Step | None = None) -> LoadReport:
    """Read every file of the data folder into target/raw/<source>, the warehouse's raw schemas and target/load.json.

    Each is replaced whole, at the end. Raises UsageError when the data or the configuration cannot be used, and
    ScorecardError naming the file, and the line or column, that stops the load.
    """
    import duckdb

    if glob.has_magic(str(settings.target)):
        raise UsageError(
            f"{settings.target} holds *, ? or [, which DuckDB takes for a pattern; choose another folder."
        )
    catalog = {source: contract.tables(settings.project, source) for source in contract.SOURCES}
    chosen = mapping.read(settings.data, settings.project, catalog)
    found = find(settings.data, chosen)
    for warning in found.warnings:
        progress.warn(warning)
    scratch = settings.target / f".load.{os.getpid()}"
    try:
        with _scratch(scratch):
            return _load(settings, progress, step, chosen, found, scratch)
    except RuntimeError as error:
        # how DuckDB ends a query that Ctrl-C stopped
        if "interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise
    except (OSError, duckdb.Error) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise ScorecardError(
            f"{settings.target} cannot be written ({reason}); make room there, or choose another with --target-dir."
        ) from error


def find(data: Path, chosen: mapping.Mapped) -> load_files.Found:
    """Return the files of the data folder, and of wherever mapping.yml says that a source lies.

    Raises UsageError as load_files.find does; a mapping with mistakes is told first, since it may be why.
    """
    import duckdb

    elsewhere = load_landings.elsewhere(chosen.landings)
    folders = {
        source: Path(str(landing.folder))
        for source, landing in chosen.landings.items()
        if source not in elsewhere
    }
    try:
        landed: list[load_files.SourceFile] = []
        with duckdb.connect() as connection:
            load_landings.attach(connection, elsewhere)
            for source, landing in elsewhere.items():
                landed += load_landings.find(connection, source, landing, chosen.catalog[source])
        return load_files.find(data, chosen.catalog, folders, landed)
    except ScorecardError:
        chosen.require_sound()
        raise


def _load(
    settings: Settings,
    progress: Progress,
    step: Step | None,
    chosen: mapping.Mapped,
    found: load_files.Found,
    scratch: Path,
) -> LoadReport:
    warnings = list(found.warnings)
    present = {file.source for file in found.files} | {contract.CANONICAL}
    catalog = {source: tables for source, tables in chosen.catalog.items() if source in present}

    def warn(text: str) -> None:
        warnings.append(text)
        progress.warn(text)

    new_raw = scratch / "raw"
    new_raw.mkdir()
    warehouse = scratch / "warehouse.duckdb"
    with _connect(warehouse, settings) as connection:
        load_landings.attach(connection, load_landings.elsewhere(chosen.landings))
        for text in mapping_check.require(connection, chosen, found.files, scratch):
            warn(text)
        load_raw.prepare(connection)
        persons = any(catalog[file.source][file.table].person_columns for file in found.files)
        _set_salt(connection, persons, warn)
        reads: list[FileRead] = []
        parts: dict[tuple[str, str], list[Path]] = {}
        for number, file in enumerate(found.files):
            if step:
                step.update(f"reading {file.name} ({number + 1} of {len(found.files)})")
            part = scratch / f"part_{number}.parquet"
            table = catalog[file.source][file.table]
            read = load_read.read_file(
                connection, file, table, scratch, part, chosen.formats, settings.project
            )
            for text in read.warnings:
                warn(text)
            reads.append(read)
            parts.setdefault((file.source, file.table), []).append(part)
        load_raw.write_tables(connection, catalog, reads, parts, mapping.all_meanings(chosen), new_raw)
        as_of = settings.as_of or load_clock.newest_event(
            connection, settings.project, catalog, new_raw, settings.build_clock
        )
        load_raw.place(new_raw, settings.raw)
        load_raw.write_warehouse(connection, catalog, settings.raw)
        counts = load_raw.count_rows(connection, catalog, settings.raw)
    # a log left by a process that died belongs to the old warehouse
    settings.warehouse.with_name(settings.warehouse.name + ".wal").unlink(missing_ok=True)
    warehouse.replace(settings.warehouse)
    # what the old warehouse kept beside itself, maybe of a source that is there no more
    shutil.rmtree(settings.external, ignore_errors=True)
    settings.external.mkdir(exist_ok=True)
    report = LoadReport(
        sources=tuple(catalog),
        tables=counts,
        files=tuple(reads),
        warnings=tuple(warnings),
        as_of=as_of,
        compiled=chosen.compiled,
        mapping=chosen.told,
    )
    write_text(settings.target / "load.json", _as_json(settings, report))
    return report


@contextmanager
def _connect(warehouse: Path, settings: Settings) -> Iterator[DuckDBPyConnection]:
    import duckdb

    spill = warehouse.parent / "spill"
    # the first of DuckDB's file formats that keeps text as both a dictionary and packed: a quarter less to write
    connection = duckdb.connect(str(warehouse), config={"storage_compatibility_version": "v1.4.0"})
    try:
        connection.execute("set TimeZone = 'UTC'")
        # DuckDB draws bars for long queries even where nobody watches; progress is told by us
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set temp_directory = {literal(settings.vars.get('temp_directory') or spill)}")
        for name in ("memory_limit", "threads"):
            if settings.vars.get(name):
                connection.execute(f"set {name} = {literal(settings.vars[name])}")
        yield connection
    finally:
        connection.close()


@contextmanager
def _scratch(folder: Path) -> Iterator[None]:
    for left_over in folder.parent.glob(".load.*"):
        shutil.rmtree(left_over, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _set_salt(connection: DuckDBPyConnection, needed: bool, warn: Callable[[str], None]) -> None:
    salt = os.environ.get(SALT)
    if needed and not salt:
        warn(
            f"{SALT} is not set: persons are hashed with a salt of this load only, "
            "so they cannot be matched with those of another."
        )
    connection.execute("set variable salt = ?", [salt or secrets.token_hex(32)])


def _as_json(settings: Settings, report: LoadReport) -> str:
    content = {
        "as_of": _instant(report.as_of),
        "as_of_given": settings.as_of_given,
        "build_clock": _instant(settings.build_clock),
        "sources": list(report.sources),
        "tables": dict(report.tables),
        "compiled": dict(report.compiled),
        "mapping": [dataclasses.asdict(one) for one in report.mapping],
        "withheld": _withheld(report.files),
        "warnings": list(report.warnings),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _withheld(files: Sequence[FileRead]) -> dict[str, dict[str, int]]:
    """Count the values something was withheld from, by table and column."""
    counts: dict[str, Counter[str]] = {}
    for read in files:
        if read.withheld:
            name = read.table if read.source == contract.CANONICAL else f"{read.source}.{read.table}"
            counts.setdefault(name, Counter()).update(read.withheld)
    return {name: dict(count) for name, count in counts.items()}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

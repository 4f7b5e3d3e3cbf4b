"""Reading one file of a table and accounting for every record in it."""

from __future__ import annotations

import dataclasses
import errno
import glob
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard import load_times, withheld
from scorecard.contract import Table
from scorecard.errors import ScorecardError
from scorecard.load_files import SourceFile, ending
from scorecard.load_forms import Part, read_csv, read_json, read_parquet, read_table
from scorecard.load_repair import FOOT, MAX_REJECTED_SHARE, refusal
from scorecard.load_spellings import settle
from scorecard.load_sql import copy_to, identifier, literal
from scorecard.mapping import Formats

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOTHING_KNOWN = "no value in any known column"
DISK_FULL = re.compile(
    r"No space left|File too large|Could not write|Disk quota|max_temp_directory_size", re.IGNORECASE
)


@dataclass(frozen=True)
class FileRead:
    """One file read: its records, those of them set aside, and the columns a loading tool had added.

    `withheld` counts, by column, the values out of which an address or a telephone number was taken.
    """

    source: str
    table: str
    name: str
    rows_read: int
    rows_rejected: int
    loader_columns: int
    withheld: Mapping[str, int]
    warnings: tuple[str, ...]


def read_file(
    connection: DuckDBPyConnection,
    file: SourceFile,
    table: Table,
    scratch: Path,
    part: Path,
    formats: Formats,
    project: Path,
) -> FileRead:
    """Write the file's records to `part` (contract columns as text, `_source`, `_file`, `_line`).

    Records set aside go to the connection's table `rejected`. `project` holds the macros that read times. Raises
    ScorecardError naming the file, and the line or column at fault, when it cannot be read or more than 5 % of its
    records cannot.
    """
    import duckdb

    try:
        file = _file_at_hand(file, scratch)
        if file.form == "table":
            read = read_table(connection, file, table, part)
        elif file.form == "parquet":
            read = read_parquet(connection, file, table, part)
        elif file.form == "json":
            read = read_json(connection, file, table, scratch, part)
        else:
            read = read_csv(connection, file, table, scratch, part)
        told = settle(connection, table, file.name, part, read.texts, formats)
        zone = formats.time_zones.get(table.source)
        load_times.respell(connection, project, table, part, read.texts, zone)
        return _account(connection, file, table, read, part, told)
    except (duckdb.Error, OSError) as error:
        raise ScorecardError(_explain(file, error)) from error


def _file_at_hand(file: SourceFile, scratch: Path) -> SourceFile:
    """Refuse a file without a byte, and give DuckDB another path to one whose own it would take for a pattern."""
    if file.form == "table":
        return file
    with file.path.open("rb") as stream:
        if not stream.read(1):
            raise ScorecardError(f"{file.name} is empty (0 bytes); export it again, or remove it.")
    if not glob.has_magic(str(file.path)):
        return file
    link = scratch / f"link.{ending(file.path.name)}"
    link.unlink(missing_ok=True)
    link.symlink_to(file.path)
    return dataclasses.replace(file, path=link)


def _account(
    connection: DuckDBPyConnection,
    file: SourceFile,
    table: Table,
    read: Part,
    part: Path,
    told: tuple[str, ...],
) -> FileRead:
    """Count the file's records and list those set aside, with those that have no value in any known column."""
    rows_read = _count(connection, f"read_parquet({literal(part)})") + len(read.rejected)
    warnings = [*read.columns.warnings, *([read.warning] if read.warning else []), *told]
    if read.rejected:
        first = read.rejected[0]
        broken = [item for item in read.rejected if item.reason != FOOT]
        if len(broken) > MAX_REJECTED_SHARE * rows_read:
            raise ScorecardError(refusal(file.name, broken[0], f"{len(broken):,} of {rows_read:,}"))
        warnings.append(
            f"{file.name}: {len(read.rejected):,} of {rows_read:,} records are set aside, "
            f"the first on line {first.line:,} ({first.detail})."
        )
        _list_rejected(connection, file, read, part.with_suffix(".rejected"))
    empty = _set_aside_empty(connection, file, table, part)
    taken = _count_withheld(connection, table, read, part)
    if taken:
        listed = ", ".join(f"{column} ({count:,})" for column, count in taken.items())
        warnings.append(
            f"{file.name}: e-mail addresses or telephone numbers are withheld from the values of {listed}; "
            "leave them out of the export."
        )
    return FileRead(
        source=table.source,
        table=table.name,
        name=file.name,
        rows_read=rows_read,
        rows_rejected=len(read.rejected) + empty,
        loader_columns=read.columns.loader_columns,
        withheld=taken,
        warnings=tuple(warnings),
    )


def _list_rejected(connection: DuckDBPyConnection, file: SourceFile, read: Part, aside: Path) -> None:
    aside.write_text("".join(f"{item.ordinal}\t{item.reason}\n" for item in read.rejected), encoding="utf-8")
    connection.execute(
        f"insert into rejected select {_origin(file)}, line, reason from read_csv({literal(aside)}, "
        "auto_detect = false, header = false, delim = '\t', columns = {'line': 'bigint', 'reason': 'varchar'})"
    )
    aside.unlink()


def _count_withheld(connection: DuckDBPyConnection, table: Table, read: Part, part: Path) -> dict[str, int]:
    """Count by column the values that load left a mark in."""
    names = [column.name for column in table.columns if column.name in read.columns.by_column]
    counted = ", ".join(
        f"count(*) filter (contains({identifier(name)}, 'withheld]') and {withheld.marked(identifier(name))})"
        for name in names
    )
    row = connection.execute(f"select {counted} from read_parquet({literal(part)})").fetchone() or ()
    return {name: int(count) for name, count in zip(names, row, strict=True) if count}


def _set_aside_empty(connection: DuckDBPyConnection, file: SourceFile, table: Table, part: Path) -> int:
    scan = f"read_parquet({literal(part)})"
    # the key alone is null in so few rows that the other columns are hardly ever looked at
    columns = ", ".join(identifier(name) for name in table.column_names)
    nothing = f"{identifier(table.key[0])} is null and coalesce({columns}) is null"
    empty = _count(connection, f"{scan} where {nothing}")
    if empty:
        connection.execute(
            f"insert into rejected select {_origin(file)}, _line, {literal(NOTHING_KNOWN)} "
            f"from {scan} where {nothing}"
        )
        kept = part.with_suffix(".kept")
        copy_to(connection, f"select * from {scan} where not ({nothing})", kept)
        kept.replace(part)
    return empty


def _origin(file: SourceFile) -> str:
    return f"{literal(file.source)}, {literal(file.table)}, {literal(file.name)}"


def _count(connection: DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(row[0]) if row else 0


def _explain(file: SourceFile, error: Exception) -> str:
    text = " ".join(str(error).split())
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT) or DISK_FULL.search(text):
        return f"{file.name}: the disk is full, or a file may not grow further; make room and build again."
    if number in (errno.EACCES, errno.EPERM) or "Permission denied" in text:
        return f"{file.name} cannot be opened; allow this user to read it."
    if number is not None:
        return f"{file.name} cannot be read ({text}); put it back, or remove it from the data folder."
    if "Out of Memory" in text:
        return (
            f"{file.name} does not fit into memory; raise memory_limit in dbt_project.yml, or split the file."
        )
    if file.form == "table":
        return f"{file.name} cannot be read ({type(error).__name__}); see that the database lets this user read it."
    if file.form == "parquet":
        return f"{file.name} is not a whole Parquet file (cut off, or of another kind); export it again."
    if file.form == "json":
        return f"{file.name} is not whole JSON (cut off, or of another kind); export it again."
    return f"{file.name} cannot be read: {text[:200]}"

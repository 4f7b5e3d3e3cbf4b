"""Reading one file of a table into Parquet as text, whatever its form; DuckDB moves every row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import Table
from scorecard.errors import ScorecardError
from scorecard.load_files import SourceFile
from scorecard.load_header import Columns, Header, match_columns, read_header
from scorecard.load_repair import MAX_REJECTED_SHARE, Rejected, refusal, repair
from scorecard.load_text import plain_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SOURCE = "csv"
NOTHING_KNOWN = "no value in any known column"
NOT_JSON = "not a JSON object"
# What CRM exports write where nobody answered (blank_words in macros/staging.sql): hashed, it would become a person.
PLACEHOLDERS = ("", "-", "--", "n/a", "na", "null", "none", "nan", "unknown", "select", "#n/a")


@dataclass(frozen=True)
class FileRead:
    """One file read: its records, those set aside, and the Parquet `part` that holds the others."""

    table: str
    name: str
    rows_read: int
    rows_rejected: int
    loader_columns: int
    warnings: tuple[str, ...]
    part: Path


@dataclass(frozen=True)
class _Part:
    """What one form's reader leaves: the column map used and the records it could not read."""

    columns: Columns
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()


def read_file(
    connection: DuckDBPyConnection, file: SourceFile, table: Table, scratch: Path, part: Path
) -> FileRead:
    """Write the file's records to `part` (contract columns as text, `_source`, `_file`, `_line`).

    Records set aside go to the connection's table `rejected`. Raises ScorecardError naming the file, and the line or
    column at fault, when it cannot be read or more than 5 % of its records cannot.
    """
    import duckdb

    try:
        if file.form == "parquet":
            read = _read_parquet(connection, file, table, part)
        elif file.form == "json":
            read = _read_json(connection, file, table, scratch, part)
        else:
            read = _read_csv(connection, file, table, scratch, part)
        return _account(connection, file, table, read, part)
    except duckdb.Error as error:
        raise ScorecardError(_explain(file, error)) from error
    except OSError as error:
        raise ScorecardError(f"{file.name} cannot be read ({error.strerror or error}).") from error


def quoted(name: str) -> str:
    """Return a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Return a SQL text literal."""
    return "'" + str(text).replace("'", "''") + "'"


def _read_csv(
    connection: DuckDBPyConnection, file: SourceFile, table: Table, scratch: Path, part: Path
) -> _Part:
    import duckdb

    plain = plain_text(file, scratch)
    header = read_header(plain.path, table)
    columns = match_columns(header.names, table, file.name)
    warnings = (plain.warning,) if plain.warning else ()
    positions = {column: f"c{position}" for column, position in columns.by_column.items()}
    if header.lines == 1:
        names = [f"c{position}" for position in range(len(header.names))]
        try:
            # row_number() over a file read in order is its ordinal; DuckDB streams it on one thread
            scan = _csv_scan(plain.path, header, names, skip=1)
            _copy(connection, file, table, positions, scan, "row_number() over ()", part)
            return _Part(columns, (), warnings)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            part.unlink(missing_ok=True)
    mended = scratch / "mended.csv"
    found = repair(plain.path, header, mended, file.name)
    names = ["ordinal", *(f"c{position}" for position in range(len(header.names)))]
    scan = _csv_scan(mended, header, names, skip=0)
    _copy(connection, file, table, positions, scan, "cast(ordinal as bigint)", part)
    mended.unlink()
    return _Part(columns, found.rejected, warnings)


def _csv_scan(path: Path, header: Header, names: list[str], *, skip: int) -> str:
    columns = ", ".join(f"{literal(name)}: 'varchar'" for name in names)
    return (
        f"read_csv({literal(path)}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {literal(header.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
        f"compression = 'none', columns = {{{columns}}})"
    )


def _read_parquet(connection: DuckDBPyConnection, file: SourceFile, table: Table, part: Path) -> _Part:
    scan = f"read_parquet({literal(file.path)}, binary_as_string = true, hive_partitioning = false)"
    names = [row[0] for row in connection.execute(f"describe select * from {scan}").fetchall()]
    columns = match_columns(names, table, file.name)
    values = {column: quoted(names[position]) for column, position in columns.by_column.items()}
    numbered = scan.replace("binary_as_string", "file_row_number = true, binary_as_string")
    _copy(connection, file, table, values, numbered, "file_row_number + 1", part)
    return _Part(columns)


def _read_json(
    connection: DuckDBPyConnection, file: SourceFile, table: Table, scratch: Path, part: Path
) -> _Part:
    plain = plain_text(file, scratch)
    with plain.path.open(encoding="utf-8-sig") as stream:
        is_array = stream.read(10_000).lstrip().startswith("[")
    if is_array:
        scan = f"read_json_objects({literal(plain.path)}, format = 'array', maximum_object_size = 10000000)"
        lines = f"select row_number() over () as ordinal, json as line from {scan}"
    else:
        # one record a line; a control character, which JSON never holds bare, cannot split it
        lines = (
            f"select row_number() over () as ordinal, line from read_csv({literal(plain.path)}, auto_detect = false, "
            "header = false, delim = '\x1f', quote = '', escape = '', compression = 'none', "
            "max_line_size = 10000000, columns = {'line': 'varchar'}) where trim(line) <> ''"
        )
    sound = "json_valid(line) and json_type(line) = 'OBJECT'"
    connection.execute(
        f"create or replace temp table json_lines as select ordinal, case when json_valid(line) then line end as line "
        f"from ({lines})"
    )
    keys = connection.execute(
        f"select distinct unnest(json_keys(line)) as name from json_lines where {sound} order by name"
    ).fetchall()
    names = [row[0] for row in keys if '"' not in row[0]]
    bad = connection.execute(
        f"select ordinal from json_lines where not coalesce({sound}, false) order by 1"
    ).fetchall()
    rejected = tuple(Rejected(ordinal, ordinal, NOT_JSON, NOT_JSON) for (ordinal,) in bad)
    if not names:
        # not one object to take a name from: a file of empty objects is an empty table, any other is broken
        _refuse_if_broken(file, rejected, len(rejected))
        names = list(table.column_names)
    columns = match_columns(names, table, file.name)
    paths = ", ".join(literal(f'$."{names[position]}"') for position in columns.by_column.values())
    values = {column: f"fields[{index}]" for index, column in enumerate(columns.by_column, start=1)}
    scan = f"(select ordinal, json_extract_string(line, [{paths}]) as fields from json_lines where {sound})"
    _copy(connection, file, table, values, scan, "ordinal", part)
    connection.execute("drop table json_lines")
    return _Part(columns, rejected, (plain.warning,) if plain.warning else ())


def _copy(
    connection: DuckDBPyConnection,
    file: SourceFile,
    table: Table,
    values: Mapping[str, str],
    scan: str,
    ordinal: str,
    part: Path,
) -> None:
    """Write the contract's columns as text; a column without a value expression is null, as is an empty field."""
    selected = []
    for column in table.columns:
        value = "cast(null as varchar)"
        if column.name in values:
            value = f"nullif(cast({values[column.name]} as varchar), '')"
            if column.person:
                value = hashed(value)
        selected.append(f"{value} as {quoted(column.name)}")
    connection.execute(
        f"copy (select {', '.join(selected)}, {literal(SOURCE)} as _source, {literal(file.name)} as _file, "
        f"cast({ordinal} as bigint) as _line from {scan}) to {literal(part)} (format parquet, compression zstd)"
    )


def hashed(value: str) -> str:
    """Return the SQL that hashes a person's key with the connection's variable `salt`; placeholders become null."""
    trimmed = f"lower(trim({value}))"
    words = ", ".join(literal(word) for word in PLACEHOLDERS)
    return f"case when {trimmed} not in ({words}) then sha256(getvariable('salt') || {trimmed}) end"


def _account(
    connection: DuckDBPyConnection, file: SourceFile, table: Table, read: _Part, part: Path
) -> FileRead:
    """Count the file's records, and set aside those with no value in any known column."""
    (rows,) = connection.execute(f"select count(*) from read_parquet({literal(part)})").fetchone() or (0,)
    rows_read = rows + len(read.rejected)
    _refuse_if_broken(file, read.rejected, rows_read)
    warnings = [*read.columns.warnings, *read.warnings]
    if read.rejected:
        first = read.rejected[0]
        warnings.append(
            f"{file.name}: {len(read.rejected):,} of {rows_read:,} records are set aside, "
            f"the first on line {first.line:,} ({first.detail})."
        )
    _store_rejected(connection, file, read.rejected, part.with_suffix(".rejected"))
    empty = _set_aside_empty(connection, file, table, part)
    return FileRead(
        table=table.name,
        name=file.name,
        rows_read=rows_read,
        rows_rejected=len(read.rejected) + empty,
        loader_columns=read.columns.loader_columns,
        warnings=tuple(warnings),
        part=part,
    )


def _refuse_if_broken(file: SourceFile, rejected: tuple[Rejected, ...], rows_read: int) -> None:
    if len(rejected) > MAX_REJECTED_SHARE * rows_read:
        raise ScorecardError(refusal(file.name, rejected[0], f"{len(rejected):,} of {rows_read:,}"))


def _store_rejected(
    connection: DuckDBPyConnection, file: SourceFile, rejected: tuple[Rejected, ...], aside: Path
) -> None:
    if not rejected:
        return
    aside.write_text("".join(f"{item.ordinal}\t{item.reason}\n" for item in rejected), encoding="utf-8")
    connection.execute(
        f"insert into rejected select {literal(SOURCE)}, {literal(file.table)}, {literal(file.name)}, line, reason "
        f"from read_csv({literal(aside)}, auto_detect = false, header = false, delim = '\t', "
        "columns = {'line': 'bigint', 'reason': 'varchar'})"
    )
    aside.unlink()


def _set_aside_empty(connection: DuckDBPyConnection, file: SourceFile, table: Table, part: Path) -> int:
    scan = f"read_parquet({literal(part)})"
    nothing = f"coalesce({', '.join(quoted(name) for name in table.column_names)}) is null"
    keyless = f"{quoted(table.key[0])} is null"
    connection.execute(
        f"insert into rejected select {literal(SOURCE)}, {literal(file.table)}, {literal(file.name)}, _line, "
        f"{literal(NOTHING_KNOWN)} from {scan} where {keyless} and {nothing} order by _line"
    )
    count = connection.execute(f"select count(*) from {scan} where {keyless} and {nothing}").fetchone()
    empty = int(count[0]) if count else 0
    if empty:
        kept = part.with_suffix(".kept")
        connection.execute(
            f"copy (select * from {scan} where not ({nothing})) to {literal(kept)} (format parquet, compression zstd)"
        )
        kept.replace(part)
    return empty


def _explain(file: SourceFile, error: Exception) -> str:
    text = " ".join(str(error).split())
    if re.search(
        r"No space left|File too large|Could not write|Disk quota|offload|max_temp_directory_size", text
    ):
        return f"{file.name}: the disk is full or writing was refused while reading it; make room and build again."
    if "Permission denied" in text:
        return f"{file.name} cannot be opened; allow this user to read it."
    if "Out of Memory" in text:
        return (
            f"{file.name} does not fit into memory; raise memory_limit in dbt_project.yml, or split the file."
        )
    if file.form == "parquet":
        return f"{file.name} is not a whole Parquet file (cut off, or of another kind); export it again."
    return f"{file.name} cannot be read: {text[:200]}"

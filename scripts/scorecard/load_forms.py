"""The forms records come in, files and tables of a database, each read into Parquet as text; DuckDB moves every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import Table
from scorecard.errors import ScorecardError
from scorecard.load_files import SourceFile
from scorecard.load_header import Columns, Header, match_columns, read_header
from scorecard.load_nested import nested_in
from scorecard.load_repair import Rejected, Repair, repair
from scorecard.load_sql import copy_to, identifier, literal, records
from scorecard.load_text import plain_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOT_JSON = "not a JSON object"
MAX_JSON_BYTES = 10_000_000


@dataclass(frozen=True)
class Part:
    """What reading a file left beside its Parquet part: the columns used, and the records it could not read.

    `texts` are the columns whose values were text in the file, spelled as somebody's country does.
    """

    columns: Columns
    rejected: tuple[Rejected, ...]
    warning: str | None
    texts: frozenset[str]


def read_csv(
    connection: DuckDBPyConnection, file: SourceFile, table: Table, scratch: Path, part: Path
) -> Part:
    """Read a CSV file: strictly and whole where DuckDB can, else round its broken lines."""
    plain = plain_text(file, scratch)
    header = read_header(plain.path, table)
    names = [f"c{position}" for position in range(len(header.names))]
    # row_number() over a file read in its order is the ordinal
    scan = _csv_scan(plain.path, header, names, skip=header.lines)
    lenient = _csv_scan(plain.path, header, names, skip=header.lines, options=", ignore_errors = true")
    nested = nested_in(connection, table, header.names, names, lenient)
    columns = match_columns([*header.names, *nested.names], table, file.name)
    values = nested.values(columns, names)
    scan = nested.opened(scan)
    query = records(table, file.name, values, "row_number() over ()", scan)
    # where quoted values span many lines, DuckDB finds no place to cut the file for a second thread
    alone = query.replace(", strict_mode", ", parallel = false, strict_mode", 1)
    if header.lines == 1 and _copied_whole(connection, (query, alone), part):
        return Part(columns, (), plain.warning, frozenset(values))
    mended = scratch / "mended.csv"
    found: Repair = repair(plain.path, header, mended, file.name)
    mended_scan = _csv_scan(
        mended, header, ["ordinal", *names], skip=0, options=", parallel = false, new_line = '\\n'"
    )
    scan = nested.opened(mended_scan)
    copy_to(connection, records(table, file.name, values, "ordinal", scan), part)
    mended.unlink()
    return Part(columns, found.rejected, plain.warning, frozenset(values))


def _copied_whole(connection: DuckDBPyConnection, queries: Sequence[str], part: Path) -> bool:
    """Copy the first query that DuckDB has a way of running; say whether it found nothing broken."""
    import duckdb

    for query in queries:
        try:
            copy_to(connection, query, part)
        except duckdb.NotImplementedException:
            part.unlink(missing_ok=True)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            part.unlink(missing_ok=True)
            return False
        else:
            return True
    return False


def _csv_scan(path: Path, header: Header, names: list[str], *, skip: int, options: str = "") -> str:
    columns = ", ".join(f"{literal(name)}: 'varchar'" for name in names)
    return (
        f"read_csv({literal(path)}, auto_detect = false, header = false, skip = {skip}, "
        f"delim = {literal(header.delimiter)}, quote = '\"', escape = '\"', strict_mode = true, "
        f"compression = 'none', columns = {{{columns}}}{options})"
    )


def read_parquet(connection: DuckDBPyConnection, file: SourceFile, table: Table, part: Path) -> Part:
    """Read a Parquet file, whatever its types, as text."""
    options = "binary_as_string = true, hive_partitioning = false"
    plain = f"read_parquet({literal(file.path)}, {options})"
    numbered = f"read_parquet({literal(file.path)}, {options}, file_row_number = true)"
    return _read_typed(connection, file, table, part, plain, numbered, "file_row_number + 1")


def read_table(connection: DuckDBPyConnection, file: SourceFile, table: Table, part: Path) -> Part:
    """Read a table of an attached database, whatever its types, as text; its records are numbered as they come."""
    return _read_typed(connection, file, table, part, file.relation, file.relation, "row_number() over ()")


def _read_typed(
    connection: DuckDBPyConnection,
    file: SourceFile,
    table: Table,
    part: Path,
    plain: str,
    numbered: str,
    ordinal: str,
) -> Part:
    described = connection.execute(f"describe select * from {plain}")
    types = {row[0]: row[1] for row in described.fetchall()}
    names = list(types)
    quoted = [identifier(name) for name in names]
    nested = nested_in(connection, table, names, quoted, numbered)
    columns = match_columns([*names, *nested.names], table, file.name)
    values = nested.values(columns, quoted)
    copy_to(connection, records(table, file.name, values, ordinal, nested.opened(numbered)), part)
    # what is nested has numbers of its own, as JSON has
    texts = {
        column
        for column, position in columns.by_column.items()
        if position < len(names) and types[names[position]] == "VARCHAR"
    }
    return Part(columns, (), None, frozenset(texts))


def read_json(
    connection: DuckDBPyConnection, file: SourceFile, table: Table, scratch: Path, part: Path
) -> Part:
    """Read JSON lines, or one array of objects; a line that is no object is set aside."""
    plain = plain_text(file, scratch)
    connection.execute(
        "create or replace temp table json_records as "
        "select ordinal, case when json_valid(line) and json_type(line) = 'OBJECT' then line end as line "
        f"from ({_json_lines(plain.path)})"
    )
    keys = connection.execute(
        "select distinct unnest(json_keys(line)) as name from json_records order by name"
    )
    names = [row[0] for row in keys.fetchall() if '"' not in row[0]]
    bad = connection.execute(
        "select ordinal from json_records where line is null order by ordinal"
    ).fetchall()
    rejected = tuple(Rejected(ordinal, ordinal, NOT_JSON, NOT_JSON) for (ordinal,) in bad)
    if not names:
        raise ScorecardError(
            f"{file.name} holds no JSON object with a name in it; export it again, or remove it."
        )
    found = [f'$."{name}"' for name in names]
    nested = nested_in(
        connection, table, names, [f"json_extract(line, {literal(path)})" for path in found], "json_records"
    )
    found += [f'$."{nested.column}"."{key}"' for key in nested.keys]
    columns = match_columns([*names, *nested.names], table, file.name)
    paths = ", ".join(literal(found[position]) for position in columns.by_column.values())
    values = {column: f"fields[{index}]" for index, column in enumerate(columns.by_column, start=1)}
    scan = (
        f"(select ordinal, json_extract_string(line, [{paths}]) as fields "
        "from json_records where line is not null)"
    )
    copy_to(connection, records(table, file.name, values, "ordinal", scan), part)
    connection.execute("drop table json_records")
    # JSON has numbers of its own, so only its times are spelled in some way
    texts = {column.name for column in table.columns if column.kind == "time"}
    return Part(columns, rejected, plain.warning, frozenset(texts & set(values)))


def _json_lines(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as stream:
        is_array = stream.read(10_000).lstrip().startswith("[")
    if is_array:
        scan = f"read_json_objects({literal(path)}, format = 'array', maximum_object_size = {MAX_JSON_BYTES})"
        return f"select row_number() over () as ordinal, json as line from {scan}"
    # one record a line, never split: a control character does not stand bare in JSON
    return (
        f"select row_number() over () as ordinal, line from read_csv({literal(path)}, auto_detect = false, "
        "header = false, delim = '\x1f', quote = '', escape = '', compression = 'none', "
        f"max_line_size = {MAX_JSON_BYTES}, columns = {{'line': 'varchar'}}) where trim(line) <> ''"
    )

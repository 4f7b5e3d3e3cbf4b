"""The head of a file with all its columns as text, whatever they are: what can be known before it is read whole."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import Table
from scorecard.errors import ScorecardError
from scorecard.load_files import SourceFile
from scorecard.load_header import read_header
from scorecard.load_sql import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HEAD_BYTES = 8_000_000
HEAD_ROWS = 20_000
# the name of the temporary table the last look left
LOOK = "peeked"


@dataclass(frozen=True)
class Peek:
    """The names of a file's columns; the table `peeked` holds its first records, each as text in c0, c1 …"""

    names: tuple[str, ...]
    rows: int


def peek(connection: DuckDBPyConnection, file: SourceFile, table: Table, scratch: Path) -> Peek:
    """Put the first records of a file, up to 8 MB of text or 20,000, into the temporary table `peeked`.

    What cannot be read of them is passed over: reading the file whole says what is wrong with it. Raises
    ScorecardError naming the file when nothing of it can be read.
    """
    import duckdb

    try:
        if file.form == "table":
            names = _typed(connection, file.relation)
        elif file.form == "parquet":
            names = _typed(connection, _parquet_scan(file))
        elif file.form == "json":
            names = _json(connection, file, scratch)
        else:
            names = _csv(connection, file, table, scratch)
    except (OSError, EOFError, zlib.error, duckdb.Error) as error:
        raise ScorecardError(
            f"{file.name} cannot be read ({' '.join(str(error).split())[:120]}); export it again, or remove it."
        ) from error
    row = connection.execute(f"select count(*) from {LOOK}").fetchone()
    return Peek(names, int(row[0]) if row else 0)


def _csv(connection: DuckDBPyConnection, file: SourceFile, table: Table, scratch: Path) -> tuple[str, ...]:
    head = _head(file, scratch)
    header = read_header(head, table)
    columns = ", ".join(f"'c{position}': 'varchar'" for position in range(len(header.names)))
    _keep(
        connection,
        f"select * from read_csv({literal(head)}, auto_detect = false, header = false, skip = {header.lines}, "
        f"delim = {literal(header.delimiter)}, quote = '\"', escape = '\"', strict_mode = false, "
        f"ignore_errors = true, null_padding = true, compression = 'none', columns = {{{columns}}})",
    )
    return header.names


def _parquet_scan(file: SourceFile) -> str:
    return f"read_parquet({literal(file.path)}, binary_as_string = true, hive_partitioning = false)"


def _typed(connection: DuckDBPyConnection, scan: str) -> tuple[str, ...]:
    names = tuple(row[0] for row in connection.execute(f"describe select * from {scan}").fetchall())
    chosen = ", ".join(f"cast({identifier(name)} as varchar) as c{i}" for i, name in enumerate(names))
    _keep(connection, f"select {chosen} from {scan}")
    return names


def _json(connection: DuckDBPyConnection, file: SourceFile, scratch: Path) -> tuple[str, ...]:
    head = _head(file, scratch)
    # a head that was cut is no whole array; its records stand one a line all the same, or are not seen
    scan = f"read_json_objects({literal(head)}, format = 'auto', ignore_errors = true)"
    keys = connection.execute(
        f"select distinct unnest(json_keys(json)) as name from {scan} where json_type(json) = 'OBJECT' order by name"
    )
    names = tuple(row[0] for row in keys.fetchall() if '"' not in row[0])
    paths = [literal('$."' + name + '"') for name in names]
    chosen = ", ".join(f"json_extract_string(json, {path}) as c{i}" for i, path in enumerate(paths))
    _keep(connection, f"select {chosen or 'null as c0'} from {scan} where json_type(json) = 'OBJECT'")
    return names


def _keep(connection: DuckDBPyConnection, query: str) -> None:
    connection.execute(f"create or replace temp table {LOOK} as {query} limit {HEAD_ROWS}")


def _head(file: SourceFile, scratch: Path) -> Path:
    """Write the first megabytes of a text file as UTF-8, cut after its last whole line."""
    packed = file.path.name.lower().endswith(".gz")
    with gzip.open(file.path, "rb") if packed else file.path.open("rb") as stream:
        content = stream.read(HEAD_BYTES)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", errors="replace")
    else:
        cut = content[: content.rfind(b"\n") + 1] if len(content) == HEAD_BYTES else content
        try:
            text = cut.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = cut.decode("cp1252", errors="replace")
    head = scratch / "head"
    head.write_text(text, encoding="utf-8", newline="")
    return head

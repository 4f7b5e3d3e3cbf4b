"""Tables of a source that lie in a database or an object store: DuckDB reads them there, and writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.errors import UsageError
from scorecard.load_files import SourceFile, nearest, table_named
from scorecard.load_sql import identifier, literal

if TYPE_CHECKING:
    import duckdb
    from duckdb import DuckDBPyConnection

    from scorecard.contract import Table
    from scorecard.mapping import Landing

# what DuckDB calls the extension that attaches a kind of database or reads a kind of store
EXTENSIONS = {
    "postgres": "postgres", "postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite",
    "s3": "httpfs", "s3a": "httpfs", "gs": "httpfs", "gcs": "httpfs", "r2": "httpfs", "https": "httpfs",
    "http": "httpfs", "hf": "httpfs", "az": "azure", "azure": "azure", "abfss": "azure",
}  # fmt: skip
_KIND = re.compile(r"([a-z][a-z0-9]+):")
_SQLITE = b"SQLite format 3\x00"


def elsewhere(landings: Mapping[str, Landing]) -> dict[str, Landing]:
    """Return the landings that are no folder of this machine: databases, and addresses such as s3://bucket/folder."""
    return {
        source: landing
        for source, landing in landings.items()
        if landing.database is not None or "://" in str(landing.folder)
    }


def attach(connection: DuckDBPyConnection, landings: Mapping[str, Landing]) -> None:
    """Attach the landings' databases, to be read only.

    Raises UsageError naming the landing when a database cannot be opened, and what to install when DuckDB lacks an
    extension for it. An address of a database may hold a password, so it is not repeated.
    """
    import duckdb

    # what is not installed is said to be missing, never downloaded
    connection.execute("set autoinstall_known_extensions = false")
    for source, landing in landings.items():
        if landing.database is None:
            continue
        _need_extension(connection, source, _kind(landing.database))
        try:
            connection.execute(f"attach {literal(landing.database)} as {_alias(source)} (read_only)")
        except duckdb.Error as error:
            raise UsageError(
                f"mapping.yml: the database of landings.{source} cannot be opened ({_reason(error)})."
            ) from None


def find(
    connection: DuckDBPyConnection, source: str, landing: Landing, tables: Mapping[str, Table]
) -> Iterator[SourceFile]:
    """Yield what a landing in an attached database or an object store holds of the source's tables.

    Each is named `database.schema.table`, or by its address. Raises UsageError when the schema or folder is not there.
    """
    if landing.database is not None:
        yield from _relations(connection, source, landing, tables)
    else:
        yield from _objects(connection, source, str(landing.folder), tables)


def _relations(
    connection: DuckDBPyConnection, source: str, landing: Landing, tables: Mapping[str, Table]
) -> Iterator[SourceFile]:
    database = str(landing.database)
    name = _kind(database) or Path(database).name.partition(".")[0]
    rows = connection.execute(
        "select schema_name from information_schema.schemata where catalog_name = ? order by all",
        [_alias(source)],
    ).fetchall()
    schemas = [row[0] for row in rows]
    schema = landing.schema or "main"
    if schema not in schemas:
        guess = nearest(schema, schemas)
        hint = f"did you mean {guess}?" if guess else f"it has {', '.join(schemas[:8])}."
        raise UsageError(f"mapping.yml: landings.{source}: {name} has no schema {schema}; {hint}")
    listed = connection.execute(
        "select table_name from information_schema.tables where table_catalog = ? and table_schema = ? order by all",
        [_alias(source), schema],
    ).fetchall()
    for (relation,) in listed:
        table = table_named(relation, tables)
        if table is not None:
            place = f"{_alias(source)}.{identifier(schema)}.{identifier(relation)}"
            yield SourceFile(source, table, Path(relation), f"{name}.{schema}.{relation}", "table", place)


def _objects(
    connection: DuckDBPyConnection, source: str, folder: str, tables: Mapping[str, Table]
) -> Iterator[SourceFile]:
    import duckdb

    _need_extension(connection, source, _kind(folder))
    base = folder.rstrip("/")
    try:
        found = connection.execute(
            "select file from glob(?) order by file", [f"{base}/**/*.parquet"]
        ).fetchall()
    except duckdb.Error as error:
        raise UsageError(
            f"mapping.yml: the folder of landings.{source} cannot be listed ({_reason(error)})."
        ) from None
    files: dict[str, list[str]] = {}
    for (path,) in found:
        below = path[path.index(base.split("://", 1)[1]) + len(base.split("://", 1)[1]) + 1 :]
        files.setdefault(below.split("/")[0].partition(".")[0], []).append(path)
    if not files:
        raise UsageError(
            f"mapping.yml: the folder of landings.{source} holds no Parquet file; name the folder above."
        )
    for name, paths in files.items():
        table = table_named(name, tables)
        if table is not None:
            listed = ", ".join(literal(path) for path in paths)
            scan = f"read_parquet([{listed}], binary_as_string = true, union_by_name = true, hive_partitioning = false)"
            yield SourceFile(source, table, Path(name), f"{base}/{name}", "table", scan)


def _need_extension(connection: DuckDBPyConnection, source: str, kind: str | None) -> None:
    import duckdb

    extension = EXTENSIONS.get(kind or "")
    if extension is None:
        return
    try:
        connection.execute(f"load {extension}")
    except duckdb.Error:
        raise UsageError(
            f"mapping.yml: landings.{source} needs DuckDB's extension {extension}, which is not on this machine; where "
            f"there is an internet connection, run once: python -c \"import duckdb; duckdb.sql('install {extension}')"
            '", or export the tables as Parquet and name their folder.'
        ) from None


def _kind(place: str) -> str | None:
    found = _KIND.match(place)
    if found:
        return found[1]
    path = Path(place)
    if path.is_file():
        with path.open("rb") as stream:
            return "sqlite" if stream.read(16) == _SQLITE else None
    return None


def _alias(source: str) -> str:
    return f"landing_{source}"


def _reason(error: duckdb.Error) -> str:
    text = str(error)
    if "Conflicting lock" in text or "being used by another process" in text:
        return "another program has it open for writing; close that, or copy the file"
    if "not a valid DuckDB database" in text:
        return "it is no file of DuckDB"
    return f"DuckDB says {type(error).__name__}"

"""The raw layer: one Parquet file per table, and a warehouse file with views over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import Table
from scorecard.load_read import SOURCE, FileRead, literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# dbt reads what the last checks found while it builds, so the relation must exist before they have run.
CHECK_RESULTS = """
    create table checks.check_results (
        "check" varchar, relation varchar, severity varchar, success boolean, observed varchar, threshold varchar,
        unexpected_rows bigint, sample_keys varchar, metrics varchar
    )
"""


def prepare(connection: DuckDBPyConnection) -> None:
    """Make the table that reading a file adds its rejected records to."""
    connection.execute(
        "create temp table rejected (source varchar, table_name varchar, file varchar, line bigint, reason varchar)"
    )


def write_tables(
    connection: DuckDBPyConnection, tables: Mapping[str, Table], reads: Sequence[FileRead], folder: Path
) -> None:
    """Write <table>.parquet for every contract table, its files one after the other; empty when it has none."""
    for table in tables.values():
        parts = [read.part for read in reads if read.table == table.name]
        path = folder / f"{table.name}.parquet"
        if len(parts) == 1:
            parts[0].replace(path)
        elif parts:
            files = ", ".join(literal(part) for part in parts)
            _write(connection, f"select * from read_parquet([{files}])", path)
            for part in parts:
                part.unlink()
        else:
            columns = ", ".join(f"cast(null as varchar) as {quoted(name)}" for name in table.column_names)
            own = "cast(null as varchar) as _source, cast(null as varchar) as _file, cast(null as bigint) as _line"
            _write(connection, f"select {columns}, {own} limit 0", path)
    _write(connection, "select * from rejected order by table_name, file, line", folder / "_rejected.parquet")
    _write(connection, _files_query(reads), folder / "_files.parquet")


def write_warehouse(connection: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path) -> None:
    """Make the views over the Parquet files in `folder` and the tables dbt expects, in the open warehouse file."""
    connection.execute("create schema raw")
    for name in (*tables, "_files", "_rejected"):
        path = literal(folder / f"{name}.parquet")
        connection.execute(f"create view raw.{quoted(name)} as select * from read_parquet({path})")
    connection.execute("create schema checks")
    connection.execute(CHECK_RESULTS)


def count_rows(connection: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path) -> dict[str, int]:
    """Return the rows of each table's Parquet file in `folder`."""
    counts = {}
    for name in tables:
        row = connection.execute(
            f"select count(*) from read_parquet({literal(folder / f'{name}.parquet')})"
        ).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def _files_query(reads: Sequence[FileRead]) -> str:
    columns = "source, table_name, file, rows_read, rows_rejected"
    types = ["varchar", "varchar", "varchar", "bigint", "bigint"]
    if not reads:
        nothing = ", ".join(f"cast(null as {kind})" for kind in types)
        return f"select * from (values ({nothing})) as files ({columns}) limit 0"
    rows = ", ".join(
        f"({literal(SOURCE)}, {literal(read.table)}, {literal(read.name)}, "
        f"cast({read.rows_read} as bigint), cast({read.rows_rejected} as bigint))"
        for read in reads
    )
    return f"select * from (values {rows}) as files ({columns})"


def _write(connection: DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"copy ({query}) to {literal(path)} (format parquet, compression zstd)")

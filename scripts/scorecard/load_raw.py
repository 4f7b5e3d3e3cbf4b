"""The raw layer: one Parquet file per table, and a warehouse file with views over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import Table
from scorecard.load_read import FileRead
from scorecard.load_sql import SOURCE, copy_to, identifier, literal, no_records

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The relations load adds to the tables; Spark would pass over a file whose name begins with an underscore.
OWN_FILES = {"_files": "loaded_files.parquet", "_rejected": "rejected_records.parquet"}
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
    connection: DuckDBPyConnection,
    tables: Mapping[str, Table],
    reads: Sequence[FileRead],
    parts: Mapping[str, Sequence[Path]],
    folder: Path,
) -> None:
    """Write <table>.parquet for every contract table, its files one after the other; empty when it has none."""
    for table in tables.values():
        files = parts.get(table.name, ())
        path = folder / f"{table.name}.parquet"
        if len(files) == 1:
            files[0].replace(path)
        elif files:
            listed = ", ".join(literal(part) for part in files)
            copy_to(connection, f"select * from read_parquet([{listed}])", path)
            for part in files:
                part.unlink()
        else:
            copy_to(connection, no_records(table), path)
    copy_to(
        connection, "select * from rejected order by table_name, file, line", folder / OWN_FILES["_rejected"]
    )
    copy_to(connection, _files_query(reads), folder / OWN_FILES["_files"])


def write_warehouse(connection: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path) -> None:
    """Make the views over the Parquet files in `folder` and the tables dbt expects, in the open warehouse file."""
    connection.execute("create schema raw")
    files = {name: f"{name}.parquet" for name in tables} | OWN_FILES
    for name, file in files.items():
        path = literal(folder / file)
        connection.execute(
            f"create view raw.{identifier(name)} as select * from read_parquet({path}, hive_partitioning = false)"
        )
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

"""The raw layer: one Parquet file per table, and a warehouse file with views over them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import CANONICAL, SOURCES, Table, schema
from scorecard.files import move_into_place
from scorecard.load_read import FileRead
from scorecard.load_sql import copy_to, identifier, literal, no_records
from scorecard.mapping import Meaning

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The relations load adds to the tables; Spark would pass over a file whose name begins with an underscore.
OWN_FILES = {
    "_files": "loaded_files.parquet",
    "_rejected": "rejected_records.parquet",
    "_meanings": "meanings.parquet",
}
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
    catalog: Mapping[str, Mapping[str, Table]],
    reads: Sequence[FileRead],
    parts: Mapping[tuple[str, str], Sequence[Path]],
    meanings: Sequence[Meaning],
    folder: Path,
) -> None:
    """Write <source>/<table>.parquet for every table, its files one after the other; empty when it has none.

    What was read, rejected and mapped is written beside the canonical tables.
    """
    for table in _all(catalog):
        files = parts.get((table.source, table.name), ())
        path = folder / table.source / f"{table.name}.parquet"
        path.parent.mkdir(exist_ok=True)
        if len(files) == 1:
            files[0].replace(path)
        elif files:
            listed = ", ".join(literal(part) for part in files)
            copy_to(connection, f"select * from read_parquet([{listed}])", path)
            for part in files:
                part.unlink()
        else:
            copy_to(connection, no_records(table), path)
    own = folder / CANONICAL
    copy_to(
        connection, "select * from rejected order by table_name, file, line", own / OWN_FILES["_rejected"]
    )
    copy_to(connection, _files_query(reads), own / OWN_FILES["_files"])
    copy_to(connection, _meanings_query(meanings), own / OWN_FILES["_meanings"])


def place(new_raw: Path, raw: Path) -> None:
    """Put each source's folder where it belongs; a source that is there no more leaves none behind."""
    raw.mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        if (new_raw / source).exists():
            move_into_place(new_raw / source, raw / source)
        else:
            shutil.rmtree(raw / source, ignore_errors=True)


def write_warehouse(
    connection: DuckDBPyConnection, catalog: Mapping[str, Mapping[str, Table]], folder: Path
) -> None:
    """Make the views over the Parquet files in `folder` and the tables dbt expects, in the open warehouse file."""
    for source, tables in catalog.items():
        connection.execute(f"create schema {schema(source)}")
        files = {name: f"{name}.parquet" for name in tables}
        for name, file in (files | (OWN_FILES if source == CANONICAL else {})).items():
            path = literal(folder / source / file)
            connection.execute(
                f"create view {schema(source)}.{identifier(name)} as "
                f"select * from read_parquet({path}, hive_partitioning = false)"
            )
    connection.execute("create schema checks")
    connection.execute(CHECK_RESULTS)


def count_rows(
    connection: DuckDBPyConnection, catalog: Mapping[str, Mapping[str, Table]], folder: Path
) -> dict[str, int]:
    """Return the rows of each table's Parquet file; tables of another system are named `salesforce.lead`."""
    counts = {}
    for table in _all(catalog):
        path = folder / table.source / f"{table.name}.parquet"
        row = connection.execute(f"select count(*) from read_parquet({literal(path)})").fetchone()
        name = table.name if table.source == CANONICAL else f"{table.source}.{table.name}"
        counts[name] = int(row[0]) if row else 0
    return counts


def _all(catalog: Mapping[str, Mapping[str, Table]]) -> Iterator[Table]:
    return (table for tables in catalog.values() for table in tables.values())


def _meanings_query(meanings: Sequence[Meaning]) -> str:
    columns = ("source", "subject", "value", "meaning")
    if not meanings:
        nothing = ", ".join(f"cast(null as varchar) as {name}" for name in columns)
        return f"select {nothing} limit 0"
    rows = ", ".join(
        f"({', '.join(literal(text) for text in (item.source, item.subject, item.value, item.meaning))})"
        for item in meanings
    )
    return f"select * from (values {rows}) as meanings ({', '.join(columns)})"


def _files_query(reads: Sequence[FileRead]) -> str:
    columns = "source, table_name, file, rows_read, rows_rejected"
    types = ["varchar", "varchar", "varchar", "bigint", "bigint"]
    if not reads:
        nothing = ", ".join(f"cast(null as {kind})" for kind in types)
        return f"select * from (values ({nothing})) as files ({columns}) limit 0"
    rows = ", ".join(
        f"({literal(read.source)}, {literal(read.table)}, {literal(read.name)}, "
        f"cast({read.rows_read} as bigint), cast({read.rows_rejected} as bigint))"
        for read in reads
    )
    return f"select * from (values {rows}) as files ({columns})"

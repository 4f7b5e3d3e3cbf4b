"""The SQL every form of file shares: the contract's columns as text, persons hashed, and where a row came from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import Column, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What exports write where nobody answered (blank_words in macros/staging.sql): hashed, it would become a person.
PLACEHOLDERS = ("", "-", "--", "n/a", "na", "null", "none", "nan", "unknown", "select", "#n/a")


def identifier(name: str) -> str:
    """Return a name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Return a SQL text literal."""
    return "'" + str(text).replace("'", "''") + "'"


def copy_to(connection: DuckDBPyConnection, query: str, path: Path) -> None:
    """Write a query's rows, in their order, to a Parquet file."""
    connection.execute(f"copy ({query}) to {literal(path)} (format parquet, compression zstd)")


def records(table: Table, file_name: str, values: Mapping[str, str], ordinal: str, scan: str) -> str:
    """Return the query for a file's records in the raw layer's columns.

    `values` holds the SQL expression of each contract column the file has; the others are null, as is an empty field.
    """
    columns = ", ".join(
        f"{_text(column, values) if column.name in values else _NULL} as {identifier(column.name)}"
        for column in table.columns
    )
    return (
        f"select {columns}, {literal(table.source)} as _source, {literal(file_name)} as _file, "
        f"cast({ordinal} as bigint) as _line from {scan}"
    )


def no_records(table: Table) -> str:
    """Return a query with the raw layer's columns of a table and no rows."""
    columns = ", ".join(f"{_NULL} as {identifier(name)}" for name in table.column_names)
    return f"select {columns}, {_NULL} as _source, {_NULL} as _file, cast(null as bigint) as _line limit 0"


def hashed(value: str) -> str:
    """Return the SQL that hashes a person's key with the connection's variable `salt`; placeholders become null."""
    trimmed = f"lower(trim({value}))"
    words = ", ".join(literal(word) for word in PLACEHOLDERS)
    return f"case when {trimmed} not in ({words}) then sha256(getvariable('salt') || {trimmed}) end"


_NULL = "cast(null as varchar)"


def _text(column: Column, values: Mapping[str, str]) -> str:
    text = f"nullif(cast({values[column.name]} as varchar), '')"
    if not column.person:
        return text
    if column.plain is None:
        return hashed(text)
    told = f"lower(trim(cast({values.get(column.plain.column, _NULL)} as varchar)))"
    words = ", ".join(literal(word) for word in column.plain.words)
    return (
        f"case when {told} in ({words}) or regexp_full_match({text}, {literal(column.plain.like)}) then {text} "
        f"else {hashed(text)} end"
    )

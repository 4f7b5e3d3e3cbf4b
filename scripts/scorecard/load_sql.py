"""The SQL every form of file shares: the contract's columns as text, nobody told by them, and where a row came from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard import withheld
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
        f"{_text(table, column, values) if column.name in values else _NULL} as {identifier(column.name)}"
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
    words = ", ".join(literal(word) for word in PLACEHOLDERS)
    return f"case when {_bare(value)} not in ({words}) then {_digest(value)} end"


def _bare(value: str) -> str:
    return f"lower(trim({value}))"


def _digest(value: str) -> str:
    return f"sha256(getvariable('salt') || {_bare(value)})"


_NULL = "cast(null as varchar)"


def _text(table: Table, column: Column, values: Mapping[str, str]) -> str:
    text = f"nullif(cast({values[column.name]} as varchar), '')"
    if not column.person:
        return _without_persons(table, column, text)
    if column.plain is None:
        return hashed(text)
    told = f"lower(trim(cast({values.get(column.plain.column, _NULL)} as varchar)))"
    words = ", ".join(literal(word) for word in column.plain.words)
    return (
        f"case when {told} in ({words}) or regexp_full_match({text}, {literal(column.plain.like)}) "
        f"then {withheld.replaced(text, numbers=False)} else {hashed(text)} end"
    )


def _without_persons(table: Table, column: Column, text: str) -> str:
    """Return the SQL of a value that is not meant to tell who somebody is, without whatever in it does."""
    if column.name in table.key or column.name.endswith(("_id", "_ids")):
        return withheld.replaced_in_id(text, _digest(text))
    # 234 567.8901 is an amount; what begins with a year is a time, and long enough to be searched in vain
    if column.kind == "number" or column.type == "boolean":
        return withheld.replaced(text, numbers=False)
    if column.kind == "time":
        plain = f"substr({text}, 5, 1) = '-' and not contains({text}, '@')"
        return f"case when {plain} then {text} else {withheld.replaced(text, numbers=True)} end"
    return withheld.replaced(text, numbers=True)

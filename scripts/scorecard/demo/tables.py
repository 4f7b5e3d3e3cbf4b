"""Tables on their way to a file: columns as numpy codes, turned into text by DuckDB as they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PARQUET_FROM_LEADS = 50_000  # smaller companies are CSV, so that people can open them
NEVER = np.iinfo(np.int64).min  # an instant or a day that does not exist


@dataclass(frozen=True)
class Column:
    """Values of one column and the SQL that writes them; `{}` stands for the value."""

    values: NDArray[Any]
    sql: str = "{}"


def key(prefix: str, numbers: NDArray[Any], width: int = 7) -> Column:
    """Return an id column such as L0000012; a negative number is null."""
    return Column(
        np.asarray(numbers), f"case when {{}} >= 0 then '{prefix}' || lpad(({{}})::varchar, {width}, '0') end"
    )


def code(words: Sequence[str | None], positions: NDArray[Any]) -> Column:
    """Return a column of words by position; a negative position is null."""
    listed = ", ".join("null" if word is None else "'" + word.replace("'", "''") + "'" for word in words)
    return Column(
        np.asarray(positions).astype(np.int32),
        f"case when {{}} >= 0 then ([{listed}]::varchar[])[{{}} + 1] end",
    )


def instant(seconds: NDArray[Any]) -> Column:
    """Return a UTC timestamp column from seconds since 1970; NEVER is null."""
    return Column(seconds, f"case when {{}} > {NEVER} then make_timestamp({{}} * 1000000) end")


def day(days: NDArray[Any]) -> Column:
    """Return a date column from days since 1970; NEVER is null."""
    return Column(
        np.asarray(days, dtype=np.int64),
        f"case when {{}} > {NEVER} then date '1970-01-01' + ({{}})::integer end",
    )


def money(amounts: NDArray[Any]) -> Column:
    """Return an amount with two decimals; NaN is null."""
    return Column(amounts, "case when not isnan({}) then ({})::decimal(18,2) end")


def number(values: NDArray[Any], decimals: int) -> Column:
    """Return a number rounded to `decimals`; NaN is null."""
    return Column(values, f"case when not isnan({{}}) then ({{}})::decimal(18,{decimals}) end")


def count(values: NDArray[Any]) -> Column:
    """Return a whole number; a negative one is null."""
    return Column(np.asarray(values, dtype=np.int64), "case when {} >= 0 then {} end")


def flag(values: NDArray[Any]) -> Column:
    """Return a boolean column."""
    return Column(np.asarray(values, dtype=bool))


def words(values: Sequence[str | None]) -> Column:
    """Return a column of free text, for small tables."""
    distinct = list(dict.fromkeys(values))
    place = {word: position for position, word in enumerate(distinct)}
    return code(distinct, np.array([place[word] for word in values], dtype=np.int64))


def write(folder: Path, name: str, columns: Mapping[str, Column], *, parquet: bool) -> int:
    """Write one table to `folder`/`name`.csv or .parquet and return its number of rows.

    One thread, so that the bytes repeat.
    """
    import duckdb

    arrays = {
        f"c{position}": np.ascontiguousarray(column.values)
        for position, column in enumerate(columns.values())
    }
    selected = ", ".join(
        f"{column.sql.replace('{}', f'c{position}')} as {title}"
        for position, (title, column) in enumerate(columns.items())
    )
    options = (
        "format parquet, compression zstd"
        if parquet
        else "format csv, header, timestampformat '%Y-%m-%dT%H:%M:%SZ', dateformat '%Y-%m-%d'"
    )
    target = folder / f"{name}.{'parquet' if parquet else 'csv'}"
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("set preserve_insertion_order = true")
        row = connection.execute(
            f"copy (select {selected} from arrays) to '{str(target).replace(chr(39), chr(39) * 2)}' ({options})"
        ).fetchone()
    return int(row[0]) if row else len(next(iter(arrays.values())))

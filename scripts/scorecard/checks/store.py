"""The warehouse side of checks: how many rows relations hold, and the table of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

import duckdb

from scorecard.checks.model import OUTPUTS, CheckResult, Phase

CREATE = """
create table if not exists checks.check_results (
    "check" varchar not null,
    relation varchar not null,
    severity varchar not null,
    success boolean,
    observed varchar not null,
    threshold varchar not null,
    unexpected_rows bigint,
    sample_keys varchar not null,
    metrics varchar not null
)
"""


# Staging is views over the raw files: each query parses them again. Up to this many rows a copy is made once and all
# rules read that; larger ones are read as they are, a few columns at a time, so that memory stays bounded.
COPIED_ROWS = 500_000


class Relations:
    """The warehouse's relations: how many rows each holds, counted once, and where rules best read them."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, together: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """`together` names relations of other sources whose rows a relation is read with, in the columns of its own."""
        self._connection = connection
        self._together = together or {}
        found = connection.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
        self._there = {f"{schema}.{name}" for schema, name in found}
        self._rows: dict[str, int] = {}
        self._shares: dict[tuple[str, str], int] = {}
        self._copies: dict[str, str] = {}

    def rows(self, relation: str) -> int | None:
        """Return the rows of `schema.name`, or None when it does not exist."""
        if relation not in self._there:
            return None
        if relation not in self._rows:
            self._rows[relation] = self._count(f"select count(*) from {self._all(relation)}")
        return self._rows[relation]

    def rows_where(self, relation: str, condition: str) -> int:
        """Return the rows of a relation that meet a SQL condition. Raises duckdb.Error when it cannot be run."""
        if (relation, condition) not in self._shares:
            query = f"select count(*) from {_named(self.name(relation))} where {condition}"
            self._shares[relation, condition] = self._count(query)
        return self._shares[relation, condition]

    def name(self, relation: str) -> str:
        """Where to read a relation: itself, or `temp.name`, its copy for the time of this connection."""
        schema, name = relation.split(".", 1)
        small = 0 < (self.rows(relation) or 0) <= COPIED_ROWS
        if schema != "staging" or not (small or self._together.get(relation)):
            return relation
        if relation not in self._copies:
            kind = "table" if small else "view"
            self._connection.execute(f'create temp {kind} "{name}" as select * from {self._all(relation)}')
            self._copies[relation] = kind
        return f"temp.{name}"

    def _all(self, relation: str) -> str:
        """Return the relation with those read together with it, as something to select from."""
        others = self._together.get(relation)
        if not others:
            return _named(relation)
        listed = " union all by name ".join(f"select * from {_named(other)}" for other in (relation, *others))
        return f"({listed})"

    def drop_copies(self) -> None:
        """Give back the room the copies take."""
        while self._copies:
            relation, kind = self._copies.popitem()
            self._connection.execute(f'drop {kind} temp."{relation.split(".", 1)[1]}"')

    def text(self, query: str) -> str | None:
        """Return the single text a query gives, or None for null. Raises duckdb.Error for a query it cannot run."""
        row = self._connection.execute(query).fetchone()
        return None if row is None or row[0] is None else str(row[0])

    def place(self, relation: str, keys: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> str | None:
        """Return file and record of the last record under the first sample row's key, as `leads.csv record 7`.

        None where the sample holds no key, or no such record is staged.
        """
        if not sample or not all(key in sample[0] for key in keys) or self.rows(relation) is None:
            return None
        meets = " and ".join(f'"{key}" = ?' for key in keys)
        row = self._connection.execute(
            f"select _file, _line from {_named(self.name(relation))} where {meets}"
            " order by _file desc, _line desc limit 1",
            [sample[0][key] for key in keys],
        ).fetchone()
        return f"{row[0]} record {row[1]}" if row and row[0] else None

    def _count(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def _named(relation: str) -> str:
    schema, name = relation.split(".", 1)
    return f'"{schema}"."{name}"'


def write(connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult], phase: Phase) -> None:
    """Replace the phase's rows of checks.check_results, in one transaction."""
    outputs = ", ".join(f"'{name}'" for name in OUTPUTS)
    connection.execute("create schema if not exists checks")
    connection.execute(CREATE)
    connection.execute("begin")
    try:
        connection.execute(
            f"delete from checks.check_results where relation {'in' if phase == 'outputs' else 'not in'} ({outputs})"
        )
        if results:
            columns = list(zip(*(astuple(result) for result in results), strict=True))
            marks = ", ".join(f"unnest(${number}::{kind})" for number, kind in enumerate(_KINDS, start=1))
            connection.execute(
                f"insert into checks.check_results select {marks}", [list(column) for column in columns]
            )
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


_KINDS = ("varchar[]",) * 3 + ("boolean[]",) + ("varchar[]",) * 2 + ("bigint[]",) + ("varchar[]",) * 2

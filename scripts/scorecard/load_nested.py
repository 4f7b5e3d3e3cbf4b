"""Properties landed as one object in one column: each is read as a column of its own, persons hashed like any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorecard.contract import CANONICAL, Table
from scorecard.load_header import NESTED, Columns
from scorecard.load_sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Nested:
    """The keys of a file's object of properties; `column` is the name it stands under, `value` its SQL. Empty: none."""

    column: str
    value: str
    keys: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The keys as column names, to be matched after the file's own."""
        return tuple(f"{NESTED}_{key}" for key in self.keys)

    def opened(self, scan: str) -> str:
        """Return a scan with the properties' values beside its columns, as the list `nested`."""
        if not self.keys:
            return scan
        paths = ", ".join(literal(f'$."{key}"') for key in self.keys)
        return f"(select *, json_extract_string({self.value}, [{paths}]) as nested from {scan})"

    def values(self, columns: Columns, own: Sequence[str]) -> dict[str, str]:
        """Return the SQL of each contract column: one of the file's `own` columns, or a property over `opened`."""
        return {
            column: own[position] if position < len(own) else f"nested[{position - len(own) + 1}]"
            for column, position in columns.by_column.items()
        }


def nested_in(
    connection: DuckDBPyConnection, table: Table, names: Sequence[str], values: Sequence[str], scan: str
) -> Nested:
    """Find the keys of the object of properties among a file's columns: `names` as they stand, `values` their SQL."""
    position = next((number for number, name in enumerate(names) if name.lower() == NESTED), None)
    if position is None or table.source == CANONICAL:
        return Nested("", "", ())
    # a text that holds an object already, and a structure or map, come to the same
    text = f"cast({values[position]} as varchar)"
    value = f"case when json_valid({text}) then {text} else cast(to_json({values[position]}) as varchar) end"
    keys = connection.execute(
        f"select distinct unnest(json_keys(value)) as name from (select {value} as value from {scan}) "
        "where json_type(value) = 'OBJECT' order by name"
    )
    return Nested(names[position], value, tuple(row[0] for row in keys.fetchall() if '"' not in row[0]))

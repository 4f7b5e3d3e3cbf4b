"""What each column of a file holds, told from its first records: dates, numbers, letters, and how many values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorecard.load_likeness import as_number, is_filled, looks_like
from scorecard.load_peek import LOOK, Peek
from scorecard.load_sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# day and month by number, the year behind them
_BOTH = r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\b"
_COMMA = r"^[-+]?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}$"
_POINT = r"^[-+]?(\d{1,3}(,\d{3})+|\d+)\.\d{1,2}$"
MOSTLY = 0.9


@dataclass(frozen=True)
class Profile:
    """One column: the records looked at, those that fill it, its different values, and how many look like what.

    `low` and `high` are of its numbers. `day_first` and `month_first` count dates that can only be read so,
    `either_way` those that can be read both ways; `commas` and `points` are decimals written so.
    """

    name: str
    position: int
    rows: int
    filled: int
    distinct: int
    dates: int
    numbers: int
    answers: int
    letters: int
    low: float | None
    high: float | None
    day_first: int
    month_first: int
    either_way: int
    commas: int
    points: int

    def is_mostly(self, count: int) -> bool:
        return self.filled > 0 and count >= MOSTLY * self.filled


def of(connection: DuckDBPyConnection, look: Peek) -> list[Profile]:
    """Return a profile of each column of the file looked at last."""
    found = []
    for position, name in enumerate(look.names):
        value = f"c{position}"
        first, second = (
            f"try_cast(regexp_extract(trim({value}), {literal(_BOTH)}, {group}) as integer)"
            for group in (1, 2)
        )
        row = connection.execute(
            f"""
            select
                count(*),
                count(distinct {value}),
                count_if({looks_like("date", value)}),
                count_if({looks_like("double", value)}),
                count_if({looks_like("boolean", value)}),
                count_if(regexp_matches(trim({value}), '^[A-Da-d]$')),
                min({as_number(value)}),
                max({as_number(value)}),
                count_if({first} > 12 and {second} <= 12),
                count_if({second} > 12 and {first} <= 12),
                count_if({first} <= 12 and {second} <= 12 and {first} <> {second}),
                count_if(regexp_matches(trim({value}), {literal(_COMMA)})),
                count_if(regexp_matches(trim({value}), {literal(_POINT)}))
            from {LOOK}
            where {is_filled(value)}
            """
        ).fetchone()
        if row:
            found.append(Profile(name, position, look.rows, *row))
    return found

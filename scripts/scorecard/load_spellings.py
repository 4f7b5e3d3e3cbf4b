"""Which way round a file writes its dates and numbers: 01-02-2021 and 1,234 can each be read two ways.

A column settles it by another of its values (13-02-2021, 12,50), or mapping.yml does (formats). Then the values that
could be read two ways, and no others, are spelled so that there is one reading only, before anything is typed. Dates
nobody settles are left for staging to set aside; numbers with a comma nobody settles stop the load. A point alone is
a decimal point, as every program writes it, unless the column or mapping.yml says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorecard.contract import Table
from scorecard.errors import ScorecardError
from scorecard.load_sql import copy_to, identifier, literal
from scorecard.mapping import Formats

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SEPARATOR = "[-/., ]+"
_DATE = rf"^\s*([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{4}})"
_TWO_WAYS = r"(^|[^0-9.,])[1-9][0-9]{0,2}[.,][0-9]{3}([^0-9.,]|$)"
# of a number's digits and marks alone: what only a decimal point explains, and only a decimal comma
_POINT = r"^([0-9]*[.][0-9]*|[0-9]{1,3}(,[0-9]{2,3})+[.][0-9]*|[0-9]{1,3}(,[0-9]{2,3}){2,})$"
_COMMA = r"^([0-9]*,[0-9]*|[0-9]{1,3}([.][0-9]{3})+,[0-9]*|[0-9]{1,3}([.][0-9]{3}){2,})$"
_WORDS = {"dmy": "day first", "mdy": "month first", ".": "a decimal point", ",": "a decimal comma"}


@dataclass(frozen=True)
class _Found:
    """Values of a column that can be read two ways, and the first record that shows either way."""

    column: str
    first: int
    count: int
    shows: dict[str, int | None]
    usual: str | None = None

    def reading(self, said: str | None) -> tuple[str | None, int | None]:
        """Return the way the column is meant and the record that shows it; else what mapping.yml says, or is usual."""
        shown = [(way, record) for way, record in self.shows.items() if record is not None]
        return shown[0] if len(shown) == 1 else (said or self.usual, None)


def settle(
    connection: DuckDBPyConnection,
    table: Table,
    file_name: str,
    part: Path,
    texts: Collection[str],
    formats: Formats,
) -> tuple[str, ...]:
    """Spell dates and numbers that can be read two ways so that they can be read one way; return what to know.

    `texts` are the columns of `part` that hold text as a person or a program of some country wrote it. Raises
    ScorecardError naming file, record and column when a number's reading is not known.
    """
    scan = f"read_parquet({literal(part)})"
    respelled: dict[str, str] = {}
    warnings: list[str] = []
    for column in table.columns:
        if column.name not in texts or column.kind is None:
            continue
        look, said = (
            (_dates, formats.date_order) if column.kind == "time" else (_numbers, formats.decimal_mark)
        )
        for found in look(connection, scan, column.name):
            way, record = found.reading(said)
            warnings += _told(file_name, found, way, record, said)
            if way is not None:
                respelled[column.name] = _spelled(column.name, way)
    if respelled:
        kept = part.with_suffix(".spelled")
        columns = ", ".join(f"{sql} as {identifier(name)}" for name, sql in respelled.items())
        copy_to(connection, f"select * replace ({columns}) from {scan}", kept)
        kept.replace(part)
    return tuple(warnings)


def _dates(connection: DuckDBPyConnection, scan: str, column: str) -> Iterator[_Found]:
    name = identifier(column)
    row = _row(
        connection,
        f"""
        select
            min(_line) filter (first <= 12 and second <= 12 and first <> second),
            count(*) filter (first <= 12 and second <= 12 and first <> second),
            min(_line) filter (first > 12 and second <= 12),
            min(_line) filter (second > 12 and first <= 12)
        from (
            select
                _line,
                cast(regexp_extract({name}, '{_DATE}', 1) as integer) as first,
                cast(regexp_extract({name}, '{_DATE}', 2) as integer) as second
            from {scan}
            -- nearly every date has its year first, and is told by one letter
            where substr({name}, 5, 1) <> '-' and regexp_matches({name}, '{_DATE}')
        ) as dates
        """,
    )
    if row[1]:
        yield _Found(column, row[0], row[1], {"dmy": row[2], "mdy": row[3]})


def _numbers(connection: DuckDBPyConnection, scan: str, column: str) -> Iterator[_Found]:
    name = identifier(column)
    first, count, first_comma = _row(
        connection,
        f"select min(_line), count(*), min(_line) filter (contains({name}, ',')) "
        f"from {scan} where regexp_matches({name}, '{_TWO_WAYS}')",
    )
    if count:
        # a power of ten is a program's spelling, and has a point
        row = _row(
            connection,
            f"""
            select
                min(_line) filter (regexp_matches(marks, '{_POINT}')),
                min(_line) filter (regexp_matches(marks, '{_COMMA}'))
            from (
                select _line, regexp_replace({name}, '[^0-9.,]', '', 'g') as marks
                from {scan}
                where (contains({name}, '.') or contains({name}, ','))
                    and not regexp_matches({name}, '{_TWO_WAYS}')
                    and not regexp_matches({name}, '[0-9][eE]')
            ) as numbers
            """,
        )
        # 60.831 is how every program writes a number; a comma is somebody's way of writing one
        usual = "." if first_comma is None else None
        yield _Found(column, first_comma or first, count, {".": row[0], ",": row[1]}, usual)


def _told(
    file_name: str, found: _Found, way: str | None, record: int | None, said: str | None
) -> Iterator[str]:
    where = f"{file_name}: {found.column}"
    if way is None and "." in found.shows:
        raise ScorecardError(
            f"{where} holds a number that is thousands or has three decimals (record {found.first:,}), and no other "
            'value says which; set formats.decimal_mark to "." or "," in mapping.yml.'
        )
    if way is None:
        yield (
            f"{where} holds {found.count:,} dates whose day and month could be swapped, the first in record "
            f"{found.first:,}; set formats.date_order to dmy or mdy in mapping.yml."
        )
    elif said is not None and way != said:
        yield f"{where} is read with {_WORDS[way]}, as record {record:,} shows, though mapping.yml says {said}."
    elif said is None and way != ".":
        yield f"{where} is read with {_WORDS[way]}, as record {record:,} shows."


def _spelled(column: str, way: str) -> str:
    name = identifier(column)
    if way in ("dmy", "mdy"):
        order = r"\3-\2-\1" if way == "dmy" else r"\3-\1-\2"
        two_ways = " and ".join(
            f"cast(regexp_extract({name}, '{_DATE}', {group}) as integer) <= 12" for group in (1, 2)
        )
        return (
            f"case when regexp_matches({name}, '{_DATE}') and {two_ways} "
            f"then regexp_replace({name}, '{_DATE}', '{order}') else {name} end"
        )
    digits = f"replace({name}, ',', '')" if way == "." else f"replace(replace({name}, '.', ''), ',', '.')"
    marked = f"contains({name}, ',')" if way == "." else "true"
    return f"case when regexp_matches({name}, '{_TWO_WAYS}') and {marked} then {digits} else {name} end"


def _row(connection: DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return connection.execute(query).fetchone() or ()

"""The different values of the columns that need a meaning, with their counts, and spellings that are one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import CANONICAL, Table
from scorecard.doctor.lineage import Line
from scorecard.load_files import normalise
from scorecard.load_likeness import is_filled
from scorecard.load_sql import identifier, literal
from scorecard.mapping_meanings import OTHER_CODES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# a column of more different values is no list of statuses
MANY_MEANINGS = 200
MANY_SPELLINGS = 2_000
# names that different records, and different systems, should spell alike
SPELLED = (
    "product_id", "product_name", "product_family", "channel", "lead_source", "region", "segment", "industry",
    "campaign_name", "campaign_type", "target_segment", "message_theme", "sales_claimed_source",
    "marketing_claimed_source",
)  # fmt: skip

Counts = dict[str, int]


@dataclass(frozen=True)
class Variants:
    """Spellings of one name: the one to keep, and the others with their records."""

    column: str
    kept: str
    others: tuple[tuple[str, int], ...]


def counted(connection: DuckDBPyConnection, scan: str, column: str, most: int) -> Counts:
    """Return a column's values with their records, the commonest first; nothing when there are more than `most`."""
    rows = connection.execute(
        f"select trim({column}), count(*) from {scan} where {is_filled(column)} group by 1 "
        f"order by 2 desc, 1 limit {most + 1}"
    ).fetchall()
    return dict(rows) if len(rows) <= most else {}


def by_subject(
    connection: DuckDBPyConnection,
    raw: Path,
    tables: Iterable[Table],
    lines: Mapping[tuple[str, str], Sequence[Line]],
    canonical: Mapping[str, Table],
) -> dict[tuple[str, str], Counts]:
    """Return the values of every subject of every source, counted over the columns that hold them.

    A column's subject is what its contract says, else that of the canonical column it fills.
    """
    meant = {
        (name, column.name): column.meaning
        for name, table in canonical.items()
        for column in table.columns
        if column.meaning
    }
    found: dict[tuple[str, str], Counts] = {}
    for table in tables:
        filling = {raw_column: meant[line.table, line.column]
                   for line in lines[table.source, table.name] if (line.table, line.column) in meant
                   for raw_column in line.raw}  # fmt: skip
        for column in table.columns:
            subject = column.meaning or filling.get(column.name)
            if not subject or column.person:
                continue
            # a text of our own tables that has no codes may say anything
            if table.source == CANONICAL and not column.values and subject not in OTHER_CODES:
                continue
            counts = counted(connection, _scan(raw, table), identifier(column.name), MANY_MEANINGS)
            total = found.setdefault((table.source, subject), {})
            for value, count in counts.items():
                total[value] = total.get(value, 0) + count
    return found


def spellings(
    connection: DuckDBPyConnection,
    raw: Path,
    tables: Sequence[Table],
    lines: Mapping[tuple[str, str], Sequence[Line]],
) -> Iterator[Variants]:
    """Yield names that differ by case, spaces and marks alone, over all tables that hold them.

    What the table of products calls a product is kept, else the commonest spelling.
    """
    for name in SPELLED:
        counts: Counts = {}
        keys: set[str] = set()
        for table in tables:
            for line in lines[table.source, table.name]:
                if line.column != name or len(line.raw) != 1:
                    continue
                column = identifier(line.raw[0])
                for value, count in counted(connection, _scan(raw, table), column, MANY_SPELLINGS).items():
                    counts[value] = counts.get(value, 0) + count
                    if line.table == "products":
                        keys.add(value)
        groups: dict[str, list[str]] = {}
        for value in counts:
            groups.setdefault(normalise(value), []).append(value)
        for key, forms in groups.items():
            if key and len(forms) > 1:
                kept = max(sorted(forms), key=lambda form: (form in keys, counts[form]))
                yield Variants(name, kept, tuple((form, counts[form]) for form in forms if form != kept))


def near_misses(
    connection: DuckDBPyConnection,
    raw: Path,
    tables: Sequence[Table],
    lines: Mapping[tuple[str, str], Sequence[Line]],
) -> Iterator[tuple[str, str, str]]:
    """Yield column, name, and a rarer name one letter away from it: a slip, or two things; a person must say."""
    for name in SPELLED:
        scans = [
            f"select trim({identifier(line.raw[0])}) as value from {_scan(raw, table)}"
            for table in tables
            for line in lines[table.source, table.name]
            if line.column == name and len(line.raw) == 1
        ]
        if not scans:
            continue
        rows = connection.execute(
            f"""
            with counted as (
                select value, count(*) as records from ({" union all ".join(scans)})
                where {is_filled("value")} and length(value) >= 5 group by value order by records desc limit 400
            )
            select often.value, seldom.value
            from counted as often
            inner join counted as seldom
                on often.records > seldom.records
                    and abs(length(often.value) - length(seldom.value)) <= 1
                    and damerau_levenshtein(lower(often.value), lower(seldom.value)) = 1
            -- north 1 and north 2 are two places
            where regexp_replace(often.value, '[^0-9]', '', 'g') = regexp_replace(seldom.value, '[^0-9]', '', 'g')
            order by often.value, seldom.value
            limit 20
            """
        ).fetchall()
        for often, seldom in rows:
            if normalise(often) != normalise(seldom):
                yield name, often, seldom


def _scan(raw: Path, table: Table) -> str:
    return f"read_parquet({literal(raw / table.source / f'{table.name}.parquet')})"

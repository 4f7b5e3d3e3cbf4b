"""What a load found, table by table: records, the time they span, and how far each column is filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import Table
from scorecard.load_likeness import as_time, is_filled
from scorecard.load_sql import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BOOKKEEPING = re.compile(
    r"^(loaded_at|load_id|source_system|is_deleted.*|deleted.*_by_loader.*|is_active_version|version_started_at|"
    r"system_modstamp)$"
)
TIMES = re.compile(r"(_at|_on|_date|date|timestamp)$")


@dataclass(frozen=True)
class Seen:
    """One raw table with records: how many, from when to when (None: no column of times is filled), and the share of
    them that fill each column (0 to 1)."""

    table: Table
    rows: int
    first: date | None
    last: date | None
    filled: Mapping[str, float]


def tables(
    connection: DuckDBPyConnection, raw: Path, catalog: Mapping[str, Mapping[str, Table]]
) -> Iterator[Seen]:
    """Yield every table below the raw layer's folder `raw` that has records."""
    for source, listed in catalog.items():
        for table in listed.values():
            path = raw / source / f"{table.name}.parquet"
            if path.is_file():
                seen = _table(connection, table, f"read_parquet({literal(path)})")
                if seen.rows:
                    yield seen


def _table(connection: DuckDBPyConnection, table: Table, scan: str) -> Seen:
    names = [name for name in table.column_names if not BOOKKEEPING.match(name)]
    counts = ", ".join(f"count_if({is_filled(identifier(name))})" for name in names)
    row = connection.execute(f"select count(*), {counts} from {scan}").fetchone() or (0,)
    rows = int(row[0])
    filled = {name: count / rows if rows else 0.0 for name, count in zip(names, row[1:], strict=True)}
    first, last = None, None
    dated = [name for name in (*table.event_time, *names) if TIMES.search(name) and filled.get(name)]
    if dated:
        # the event's own time where the contract names it, else the time most records have
        chosen = max(dated, key=lambda name: (name in table.event_time, filled[name]))
        moment = as_time(identifier(chosen))
        span = connection.execute(
            f"select cast(min({moment}) as date), cast(max({moment}) as date) from {scan}"
        ).fetchone()
        first, last = span or (None, None)
    return Seen(table, rows, first, last, filled)

"""How many rows each table had in earlier published builds, read from the history they left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from scorecard import history
from scorecard.settings import Settings

# The loads a new one is compared with (metrics.md, section 6).
LOADS = 8


def earlier_row_counts(settings: Settings) -> Mapping[str, Sequence[int]]:
    """Return rows read per table in up to eight builds published before this one about the same subject.

    Oldest first. A build whose accounting is missing or damaged is passed over: history is not worth failing for.
    """
    mine = history.subject(settings)
    clock = settings.build_clock.isoformat().replace("+00:00", "Z")
    builds = [
        build for build in history.published(settings) if build.subject == mine and build.build_clock < clock
    ]
    counts: dict[str, list[int]] = {}
    for build in builds[-LOADS:]:
        path = settings.history / build.build_id / "row_accounting.parquet"
        for table, rows in _rows_read(str(path)):
            counts.setdefault(table, []).append(rows)
    return counts


def _rows_read(path: str) -> list[tuple[str, int]]:
    query = """
        select "table", cast(sum(rows_read) as bigint)
        from (select "table", file, max(rows_read) as rows_read from read_parquet(?) group by "table", file) as files
        group by "table"
    """
    try:
        return duckdb.connect().execute(query, [path]).fetchall()
    except duckdb.Error:
        return []

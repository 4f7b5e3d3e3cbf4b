"""The instant a scorecard looks back from, when nobody gave one: the newest event that has happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.contract import Table
from scorecard.errors import UsageError
from scorecard.load_sql import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def newest_event(
    connection: DuckDBPyConnection,
    catalog: Mapping[str, Mapping[str, Table]],
    folder: Path,
    build_clock: datetime,
) -> datetime:
    """Return the greatest event time, in UTC, that is not after `build_clock`, over the sources' tables in `folder`.

    The contract's core tables decide; optional ones only where no core table has an event. Planned dates are not
    event times. A date counts as its midnight. Raises UsageError when there is no event at all.
    """
    for optional in (False, True):
        queries = [
            f"select max(moment) as moment from (select {_moment(column)} as moment from {_scan(folder, table)}) "
            f"where moment <= {_literal(build_clock)}"
            for tables in catalog.values()
            for table in tables.values()
            if table.optional is optional
            for column in table.event_time
        ]
        if not queries:
            continue
        row = connection.execute(f"select max(moment) from ({' union all '.join(queries)})").fetchone()
        if row and row[0] is not None:
            found: datetime = row[0]
            return found.replace(tzinfo=UTC)
    raise UsageError(
        f"No table has an event before {build_clock:%Y-%m-%d %H:%M} UTC, so there is no date to look back from; "
        "give one with --as-of, or check the time columns (leads.created_at, opportunities.closed_at)."
    )


def _moment(column: str) -> str:
    # as staging reads it: an offset is honoured, a time without one is UTC (the session's zone), and 13 digits are
    # milliseconds
    text = f"trim({identifier(column)})"
    return (
        f"case when length({text}) = 13 and try_cast({text} as bigint) > 0 "
        f"then make_timestamp(try_cast({text} as bigint) * 1000) "
        f"else timezone('UTC', try_cast({text} as timestamptz)) end"
    )


def _scan(folder: Path, table: Table) -> str:
    return f"read_parquet({literal(folder / table.source / f'{table.name}.parquet')})"


def _literal(moment: datetime) -> str:
    return f"timestamp {literal(moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' '))}"

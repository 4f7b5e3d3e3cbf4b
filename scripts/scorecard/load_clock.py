"""The instant a scorecard looks back from, when nobody gave one: the newest event that has happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorecard import load_times
from scorecard.contract import Table
from scorecard.errors import UsageError
from scorecard.load_sql import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def newest_event(
    connection: DuckDBPyConnection,
    project: Path,
    catalog: Mapping[str, Mapping[str, Table]],
    folder: Path,
    build_clock: datetime,
) -> datetime:
    """Return the greatest event time, in UTC, that is not after `build_clock`, over the sources' tables in `folder`.

    The contract's core tables decide; optional ones only where no core table has an event. Planned dates are not
    event times. A date counts as its midnight. Times are read as staging reads them, by the same macros of `project`.
    Raises UsageError when there is no event at all.
    """
    spellings = load_times.spellings(project)
    for optional in (False, True):
        queries = [
            f"select make_timestamp(max(micros)) as moment "
            f"from ({_moments(spellings, column, _scan(folder, table))}) where micros <= {_micros(build_clock)}"
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


def _moments(spellings: Any, column: str, scan: str) -> str:
    # an offset is honoured, a time without one is UTC (the session's zone); only what is no plain time is taken apart
    parts = spellings.time_parts("text", "\\")
    return (
        "select coalesce(epoch_us(moment), case when parts is not null then "
        f"coalesce(epoch_us(try_cast({spellings.iso_time('parts')} as timestamptz)), "
        f"{spellings.epoch_microseconds('parts')}) end) as micros from ("
        f"select moment, case when moment is null and text is not null then {parts} end as parts from ("
        "select text, try_cast(text as timestamptz) as moment "
        f"from (select trim({identifier(column)}) as text from {scan})))"
    )


def _scan(folder: Path, table: Table) -> str:
    return f"read_parquet({literal(folder / table.source / f'{table.name}.parquet')})"


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)

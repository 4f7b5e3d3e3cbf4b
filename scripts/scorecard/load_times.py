"""Times of a system's own exports, spelled in the one way both engines read: ISO, and UTC where the time zone is told.

An export gives the hours of its portal, or of whoever ran the report, and does not say whose. `formats.time_zone` of
mapping.yml does; without it they are taken for UTC. Times with an offset, and days, stay what they are. Staging models
of such a system compare times before they are typed, so none may come to them in another spelling.
"""

from __future__ import annotations

import functools
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorecard.contract import CANONICAL, Table
from scorecard.load_sql import copy_to, identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MACROS = Path("macros/values.sql")
_CLOCK = "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"


@functools.cache
def spellings(project: Path) -> Any:
    """Return the macros that read times as staging does, as functions from SQL to SQL."""
    from jinja2 import Environment

    return Environment().from_string((project / MACROS).read_text(encoding="utf-8")).module


def respell(
    connection: DuckDBPyConnection,
    project: Path,
    table: Table,
    part: Path,
    texts: Collection[str],
    zone: str | None,
) -> None:
    """Spell the times of another system's file as ISO; without an offset they are hours of `zone` (None: UTC).

    `texts` are the columns of `part` that hold text as the file has it. Canonical tables are only moved to UTC, since
    staging reads every spelling of theirs.
    """
    columns = [column.name for column in table.columns if column.kind == "time" and column.name in texts]
    if not columns or (table.source == CANONICAL and zone is None):
        return
    scan = f"read_parquet({literal(part)})"
    counted = ", ".join(f"count(*) filter ({_is_to_do(identifier(name), zone)})" for name in columns)
    row = connection.execute(f"select {counted} from {scan}").fetchone() or ()
    for name in [name for name, count in zip(columns, row, strict=True) if count]:
        text = identifier(name)
        kept = part.with_suffix(".timed")
        parts = spellings(project).time_parts(text, "\\")
        iso = f"coalesce({spellings(project).iso_time('_parts')}, trim({text}))"
        copy_to(
            connection,
            f"select * exclude (_parts, _iso) replace ({_moved('_iso', text, zone)} as {text}) "
            f"from (select *, case when _parts is null then {text} else {iso} end as _iso "
            f"from (select *, case when {_is_spelled(text)} then {parts} end as _parts from {scan}))",
            kept,
        )
        kept.replace(part)


def _is_spelled(text: str) -> str:
    # neither a year first nor seconds since 1970
    return (
        f"(substr(trim({text}), 5, 1) <> '-' and not regexp_full_match(trim({text}), '[0-9]+([.][0-9]+)?'))"
    )


def _is_to_do(text: str, zone: str | None) -> str:
    return _is_spelled(text) if zone is None else f"({_is_spelled(text)} or contains({text}, ':'))"


def _moved(iso: str, text: str, zone: str | None) -> str:
    """Return the SQL of a time of the zone in UTC; what has an offset, no hour, or was said to be UTC is left."""
    if zone is None:
        return iso
    utc = f"timezone('UTC', timezone({literal(zone)}, cast({iso} as timestamp)))"
    return (
        f"case when not regexp_full_match(trim({iso}), {literal(_CLOCK)}) then {iso} "
        f"when regexp_matches(lower(trim({text})), '(z|utc|gmt)$') then {iso} || 'Z' "
        f"else cast({utc} as varchar) || 'Z' end"
    )

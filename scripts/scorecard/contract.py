"""The canonical raw schema, as models/staging/csv/_csv__sources.yml states it: the only place it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scorecard.errors import UsageError
from scorecard.settings import find_project

SOURCE = Path("models/staging/csv/_csv__sources.yml")
# the loader written in C reads the file ten times as fast, where PyYAML has it
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Column:
    """One column of a canonical table; `values` empty means any, `references` names the table it points to."""

    name: str
    type: str
    required: bool
    values: tuple[str, ...]
    references: str | None
    person: bool
    day_flag: bool


@dataclass(frozen=True)
class Table:
    """One canonical table; `event_time` are the columns that date a row's own event."""

    name: str
    key: tuple[str, ...]
    optional: bool
    event_time: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def person_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.person)


def tables(project: Path | None = None) -> dict[str, Table]:
    """Return every canonical table by name, in the file's order.

    `project` is the folder of dbt_project.yml (default: found from the working directory). Raises UsageError, naming
    the file and what is wrong in it.
    """
    path = (project or find_project(Path.cwd())) / SOURCE
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"{SOURCE} cannot be read: {' '.join(str(error).split())}") from error
    try:
        return {entry["name"]: _table(entry) for source in content["sources"] for entry in source["tables"]}
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"{SOURCE} is not a list of tables with columns: {type(error).__name__} {error}"
        ) from error


def _table(entry: Mapping[str, Any]) -> Table:
    meta = _meta(entry)
    table = Table(
        name=entry["name"],
        key=tuple(meta["key"]),
        optional=bool(meta.get("optional", False)),
        event_time=tuple(meta.get("event_time") or ()),
        columns=tuple(_column(column) for column in entry["columns"]),
    )
    unknown = [name for name in (*table.key, *table.event_time) if name not in table.column_names]
    if unknown:
        raise ValueError(f"(table {table.name} has no column {unknown[0]})")
    return table


def _column(entry: Mapping[str, Any]) -> Column:
    meta = _meta(entry)
    return Column(
        name=entry["name"],
        type=entry["data_type"],
        required=bool(meta.get("required", False)),
        values=tuple(str(value) for value in meta.get("values") or ()),
        references=meta.get("references"),
        person=bool(meta.get("person", False)),
        day_flag=bool(meta.get("day_flag", False)),
    )


def _meta(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return (entry.get("config") or {}).get("meta") or {}

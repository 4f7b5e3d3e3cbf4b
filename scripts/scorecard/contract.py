"""The raw schema of every source, written only in models/staging/<source>/_<source>__sources.yml.

`csv` holds the canonical tables; the others hold a system's own objects, which staging turns into canonical tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scorecard.errors import UsageError
from scorecard.settings import find_project

CANONICAL = "csv"
# in the order their records are read
SOURCES = (CANONICAL, "salesforce", "hubspot", "ads")
# the loader written in C reads the file ten times as fast, where PyYAML has it
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TIME = re.compile(r"(^|_)(at|on|time|timestamp|day)$|date$|modstamp$|^(period_start|period_end|valid_from)$")
_NUMBER = re.compile(r"(^|_)(amount|price|cost|spend|spent|revenue|quota|budget|quantity)$")


@dataclass(frozen=True)
class Plain:
    """What of a column of persons is none: rows whose `column` is one of `words`, values that match `like`."""

    column: str
    words: tuple[str, ...]
    like: str


@dataclass(frozen=True)
class Column:
    """One column of a table; `values` empty means any, `references` names the table it points to.

    `aliases` are the other names it comes under, the likeliest first. A `slot` is no standard field of the source: it
    is filled only from the column a mapping names for it, which `field` holds; a mapped column has no other name.
    `person` columns are hashed as they are read, but for what `plain` lets through.
    `meaning` is the subject under which mapping.yml says what its values mean. `about` explains it, `example` is a
    value as it could stand there.
    """

    name: str
    type: str
    required: bool
    values: tuple[str, ...]
    references: str | None
    person: bool
    day_flag: bool
    aliases: tuple[str, ...] = ()
    slot: bool = False
    field: str | None = None
    plain: Plain | None = None
    meaning: str | None = None
    about: str = ""
    example: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names its values come under in a file, the likeliest first."""
        if self.field is not None:
            return (self.field,)
        return () if self.slot else (self.name, *self.aliases)

    @property
    def kind(self) -> str | None:
        """Say whether it holds times or numbers; where a system's own column is but text, by its name."""
        if self.person or self.type == "boolean":
            return None
        if self.type in ("timestamp", "date") or (self.type == "varchar" and _TIME.search(self.name)):
            return "time"
        return "number" if self.type != "varchar" or _NUMBER.search(self.name) else None


@dataclass(frozen=True)
class Staged:
    """A staging model that reads a table, and the canonical table its rows are of (None: a look-up)."""

    model: str
    table: str | None


@dataclass(frozen=True)
class Table:
    """One table of a source; `event_time` are the columns that date a row's own event.

    `staged` are the staging models that read it; the first accounts for each of its records once.
    """

    name: str
    key: tuple[str, ...]
    optional: bool
    event_time: tuple[str, ...]
    columns: tuple[Column, ...]
    source: str = CANONICAL
    aliases: tuple[str, ...] = ()
    staged: tuple[Staged, ...] = ()
    about: str = ""

    @property
    def feeds(self) -> frozenset[str]:
        """The canonical tables its records become rows of."""
        if self.source == CANONICAL:
            return frozenset({self.name})
        return frozenset(staged.table for staged in self.staged if staged.table)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def person_columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.person)


def location(source: str) -> Path:
    """Return the file that states a source's tables, below the project."""
    return Path(f"models/staging/{source}/_{source}__sources.yml")


def schema(source: str) -> str:
    """Return the warehouse schema of a source's raw relations."""
    return "raw" if source == CANONICAL else f"raw_{source}"


def tables(project: Path | None = None, source: str = CANONICAL) -> dict[str, Table]:
    """Return every table of a source by name, in the file's order; none where the project has no such source.

    `project` is the folder of dbt_project.yml (default: found from the working directory). Raises UsageError, naming
    the file and what is wrong in it.
    """
    file = location(source)
    path = (project or find_project(Path.cwd())) / file
    if source != CANONICAL and not path.is_file():
        return {}
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"{file} cannot be read: {' '.join(str(error).split())}") from error
    try:
        return {
            entry["name"]: _table(entry, source)
            for listed in content["sources"]
            for entry in listed["tables"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"{file} is not a list of tables with columns: {type(error).__name__} {error}"
        ) from error


def _table(entry: Mapping[str, Any], source: str) -> Table:
    meta = _meta(entry)
    table = Table(
        source=source,
        aliases=tuple(str(name) for name in meta.get("aliases") or ()),
        staged=tuple(
            Staged(model=staged["model"], table=staged.get("table")) for staged in meta.get("staged") or ()
        ),
        name=entry["name"],
        about=str(entry.get("description") or ""),
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
        aliases=tuple(str(name) for name in meta.get("aliases") or ()),
        slot=bool(meta.get("slot", False)),
        plain=_plain(meta["plain"]) if "plain" in meta else None,
        meaning=meta.get("meaning"),
        about=str(entry.get("description") or ""),
        example=str(meta.get("example", "")),
    )


def _plain(given: Mapping[str, Any]) -> Plain:
    ((column, words),) = given["where"].items()
    return Plain(column=column, words=tuple(str(word).lower() for word in words), like=given["like"])


def _meta(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return (entry.get("config") or {}).get("meta") or {}

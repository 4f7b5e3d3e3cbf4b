"""What a company says about its own data in mapping.yml: which field holds what, and what its values mean.

The file lies in the data folder and may be absent. Fields change the contract's tables; meanings become a relation
that staging joins, on top of those a system's standard values have (models/staging/<source>/_<source>__meanings.csv).
"""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scorecard.contract import Table
from scorecard.errors import UsageError

FILE = "mapping.yml"


@dataclass(frozen=True)
class Meaning:
    """What a value of a source means in our terms; `value` is lower case and trimmed, as staging compares it."""

    source: str
    subject: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Mapped:
    """The sources' tables with the mapped fields filled in, and the meanings of all values."""

    catalog: Mapping[str, Mapping[str, Table]]
    meanings: tuple[Meaning, ...]


def read(data: Path, project: Path, catalog: Mapping[str, Mapping[str, Table]]) -> Mapped:
    """Read mapping.yml of the data folder and the standard meanings of the project's sources.

    `catalog` holds the tables of each source by name. Raises UsageError naming what cannot be used.
    """
    content = _content(data / FILE)
    meanings: dict[tuple[str, str, str], Meaning] = {}
    for source in catalog:
        for meaning in (
            *_standard(project, source),
            *_own(source, content.get(source) or {}),
        ):
            meanings[meaning.source, meaning.subject, meaning.value] = meaning
    fields = {source: (content.get(source) or {}).get("fields") or {} for source in catalog}
    return Mapped(
        catalog={source: _with_fields(tables, fields[source]) for source, tables in catalog.items()},
        meanings=tuple(sorted(meanings.values(), key=dataclasses.astuple)),
    )


def _content(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, TypeError) as error:
        raise UsageError(f"{path} cannot be read: {' '.join(str(error).split())}") from error


def _standard(project: Path, source: str) -> Iterator[Meaning]:
    path = project / f"models/staging/{source}/_{source}__meanings.csv"
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield Meaning(source, row["subject"], row["value"].strip().lower(), row["meaning"])


def _own(source: str, given: Mapping[str, Any]) -> Iterator[Meaning]:
    for subject, meanings in given.items():
        if subject == "fields":
            continue
        for meaning, values in meanings.items():
            for value in values:
                yield Meaning(source, subject, str(value).strip().lower(), str(meaning))


def _with_fields(tables: Mapping[str, Table], fields: Mapping[str, Mapping[str, str]]) -> dict[str, Table]:
    by_table = {name.lower().replace("_", ""): chosen for name, chosen in fields.items()}
    return {
        name: dataclasses.replace(
            table,
            columns=tuple(
                dataclasses.replace(
                    column, field=by_table.get(name.replace("_", ""), {}).get(column.name, column.field)
                )
                for column in table.columns
            ),
        )
        for name, table in tables.items()
    }

"""What a company says about its own data in mapping.yml, made ready for those who need it.

The file lies in the data folder and may be absent. Fields change the contract's tables; meanings become a relation
that staging joins, on top of those a system's standard values have (models/staging/<source>/_<source>__meanings.csv);
the rest is handed on. How the file is read is in mapping_read, how it is held to the files found in mapping_check.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorecard import mapping_meanings, mapping_read, mapping_said, mapping_told
from scorecard.contract import CANONICAL, Table
from scorecard.errors import Mistakes
from scorecard.mapping_meanings import Meaning
from scorecard.mapping_said import FILE, Formats, Landing, MappedField, Said
from scorecard.mapping_told import Told

__all__ = ["FILE", "Formats", "Landing", "Mapped", "MappedField", "Meaning", "compiled", "read"]

SPELLING = "spelling."


@dataclass(frozen=True)
class Mapped:
    """What mapping.yml makes of a build.

    `catalog` holds the sources' tables with the mapped fields filled in, `meanings` those of all values, standard and
    own. `formats` say how ambiguous dates and numbers are meant; `landings`, by source, where its tables lie when not
    in the data folder. `campaigns` lead from an ad platform's campaign id or name to our campaign_id, `currencies` from
    a platform to the currency of its amounts.
    `compiled` is what the models are compiled with, as variables of the build. `told` is what the file says of what the
    data mean, to tell an edit by. `mistakes` are sentences with file and
    line; nothing may be built while there are any.
    """

    catalog: Mapping[str, Mapping[str, Table]]
    meanings: tuple[Meaning, ...]
    fields: tuple[MappedField, ...] = ()
    formats: Formats = dataclasses.field(default_factory=Formats)
    landings: Mapping[str, Landing] = dataclasses.field(default_factory=dict)
    campaigns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    currencies: Mapping[str, str] = dataclasses.field(default_factory=dict)
    compiled: Mapping[str, object] = dataclasses.field(default_factory=lambda: compiled(Said()))
    told: tuple[Told, ...] = ()
    mistakes: tuple[str, ...] = ()

    def require_sound(self, further: Sequence[str] = ()) -> None:
        """Raise Mistakes with all of them, and those found since, in the order of their lines."""
        found = (*self.mistakes, *further)
        if found:
            raise Mistakes(sorted(found, key=mapping_said.line_of))


def read(data: Path, project: Path, catalog: Mapping[str, Mapping[str, Table]]) -> Mapped:
    """Read mapping.yml of the data folder and the standard meanings of the project's sources.

    `catalog` holds the tables of each source by name. Raises UsageError when the file is no YAML; every other mistake
    is among `mistakes`.
    """
    standard = [meaning for source in catalog for meaning in mapping_meanings.standard(project, source)]
    said = mapping_read.read(data, catalog, mapping_meanings.subjects(catalog, standard))
    own = [meaning for meaning, _ in said.meanings.values()]
    fields = tuple(said.fields.values())
    by_value = {(item.source, item.subject, item.value): item for item in (*standard, *own)}
    return Mapped(
        catalog={
            source: _with_fields(tables, [field for field in fields if field.source == source])
            for source, tables in catalog.items()
        },
        meanings=tuple(sorted(by_value.values(), key=dataclasses.astuple)),
        fields=fields,
        formats=said.formats,
        landings=said.landings,
        campaigns=said.campaigns,
        currencies=said.currencies,
        compiled=compiled(said),
        told=mapping_told.told(said, catalog),
        mistakes=tuple(said.mistakes),
    )


def all_meanings(mapped: Mapped) -> tuple[Meaning, ...]:
    """Return the meanings of all values, with those of the ad platforms' campaigns and currencies."""
    campaigns = (
        Meaning("ads", "campaign", name.strip().lower(), ours) for name, ours in mapped.campaigns.items()
    )
    currencies = (Meaning("ads", "currency", platform, code) for platform, code in mapped.currencies.items())
    return (*mapped.meanings, *campaigns, *currencies)


def compiled(said: Said) -> dict[str, object]:
    """Return the variables of a build that its models are compiled with; null and empty where nothing is said.

    Only what is said costs anything: a column without variants is not looked up.
    """
    own = {(source, subject) for source, subject, _ in said.meanings}
    return {
        "match_prefer": said.prefer,
        "spelled": sorted(subject.removeprefix(SPELLING) for source, subject in own if source == "*"),
        "csv_meanings": sorted(subject for source, subject in own if source == CANONICAL),
    }


def _with_fields(tables: Mapping[str, Table], fields: Iterable[MappedField]) -> dict[str, Table]:
    chosen = {(field.table, field.column): field.field for field in fields}
    return {
        name: dataclasses.replace(
            table,
            columns=tuple(
                dataclasses.replace(column, field=chosen.get((name, column.name), column.field))
                for column in table.columns
            ),
        )
        for name, table in tables.items()
    }

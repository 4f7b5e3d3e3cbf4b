"""Reading mapping.yml: every part by its own rule, every mistake with its line and the nearest valid name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scorecard import mapping_options
from scorecard.contract import CANONICAL, SOURCES, Table
from scorecard.load_files import normalise
from scorecard.mapping_meanings import Subject
from scorecard.mapping_said import FILE, MappedField, Said
from scorecard.nodes import Node, nearest, parse

GENERAL = ("spelling", "formats", "landings", "match")
ADS_KEYS = ("campaigns", "currency")


def read(
    data: Path, catalog: Mapping[str, Mapping[str, Table]], subjects: Mapping[str, Mapping[str, Subject]]
) -> Said:
    """Read mapping.yml of the data folder; an absent or empty file says nothing.

    Raises UsageError when it is no YAML; what is wrong in it is among the mistakes of what is returned.
    """
    said = Said()
    path = data / FILE
    top = parse(path, FILE) if path.is_file() else None

    def part(name: str, _: Node, value: Node) -> None:
        if name in SOURCES:
            _source(said, name, catalog.get(name) or {}, subjects.get(name) or {}, value)
        elif name == "spelling":
            _spelling(said, catalog[CANONICAL], value)
        elif name == "landings":
            mapping_options.landings(said, data, value)
        elif name == "formats":
            mapping_options.formats(said, value)
        else:
            mapping_options.match(said, value)

    if top is not None:
        said.visit(top, FILE, [*SOURCES, *GENERAL], part)
    return said


def _source(
    said: Said, source: str, tables: Mapping[str, Table], subjects: Mapping[str, Subject], node: Node
) -> None:
    def part(name: str, _: Node, value: Node) -> None:
        if name == "fields":
            _fields(said, source, tables, value)
        elif name == "campaigns" and source == "ads":
            mapping_options.campaigns(said, value)
        elif name == "currency" and source == "ads":
            mapping_options.currencies(said, tables, value)
        else:
            said.visit(
                value,
                f"{source}.{name}",
                None,
                lambda code, key, values: _meaning(said, source, subjects[name], code, key, values),
            )

    said.visit(node, source, ["fields", *(ADS_KEYS if source == "ads" else ()), *subjects], part)


def _fields(said: Said, source: str, tables: Mapping[str, Table], node: Node) -> None:
    by_name = {normalise(alias): name for name, table in tables.items() for alias in table.aliases}
    by_name |= {normalise(name): name for name in tables}

    def an_object(given: str, key: Node, value: Node) -> None:
        table = by_name.get(normalise(given))
        if table is None:
            key.fail(f"{given!r} is not an object read from {source}{nearest(given, tables)}")

        def column(name: str, _: Node, chosen: Node) -> None:
            field = chosen.written(f"{given}.{name} (the name of your field)")
            said.fields[source, table, name] = MappedField(source, table, name, field, chosen.line)

        said.visit(value, f"{source}.fields.{given}", tables[table].column_names, column)

    said.visit(node, f"{source}.fields", None, an_object)


def _meaning(said: Said, source: str, subject: Subject, code: str, key: Node, values: Node) -> None:
    if not subject.knows(code):
        rest = (
            nearest(code, subject.codes) if subject.codes else "; write it in lower case, with _ for spaces."
        )
        key.fail(f"{code!r} is not a meaning of {subject.name}{rest}")
    for value in values.one_or_more(f"{source}.{subject.name}.{code}"):
        with said.noting():
            said.say(source, subject.name, value, code)


def _spelling(said: Said, tables: Mapping[str, Table], node: Node) -> None:
    columns = {
        column.name
        for table in tables.values()
        for column in table.columns
        if column.type == "varchar" and not column.person and not column.values
    }

    def a_column(name: str, _: Node, value: Node) -> None:
        def spelling(kept: str, _: Node, variants: Node) -> None:
            for variant in variants.one_or_more(f"spelling.{name}.{kept}"):
                with said.noting():
                    said.say("*", f"spelling.{name}", variant, kept)

        said.visit(value, f"spelling.{name}", None, spelling)

    said.visit(node, "spelling", sorted(columns), a_column)

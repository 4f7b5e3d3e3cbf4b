"""The parts of mapping.yml that are no fields and no meanings: forms of numbers, landings, matching and ads."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from scorecard.contract import SOURCES
from scorecard.mapping_said import Landing, Said
from scorecard.nodes import Node

# a database that is no file: what DuckDB attaches by a name such as postgres:...
ATTACHED = re.compile(r"[a-z][a-z0-9_]+:.*")


def formats(said: Said, node: Node) -> None:
    """Read in which order day and month stand, which mark decimals have, and whose hours the times of a source are."""

    def one(name: str, _: Node, value: Node) -> None:
        if name == "date_order":
            order = value.choice("date_order", ("dmy", "mdy"))
            said.formats = replace(said.formats, date_order=order)
        elif name == "time_zone":
            said.visit(value, "formats.time_zone", SOURCES, zone)
        else:
            mark = value.written("decimal_mark")
            if mark not in (",", "."):
                value.fail(f'decimal_mark {mark!r} is not known; write "," or ".".')
            said.formats = replace(said.formats, decimal_mark=mark)

    def zone(source: str, _: Node, value: Node) -> None:
        name = value.written(f"formats.time_zone.{source}")
        known = zoneinfo.available_timezones()
        if name not in known:
            value.fail(f"{name!r} is no time zone; write one such as Europe/Berlin{_nearby(name, known)}.")
        said.formats = replace(said.formats, time_zones={**said.formats.time_zones, source: name})

    said.visit(node, "formats", ("date_order", "decimal_mark", "time_zone"), one)


def _nearby(name: str, known: Collection[str]) -> str:
    """Add the zone of a city that was named without its continent."""
    found = sorted(
        zone for zone in known if zone.rpartition("/")[2].lower() == name.replace(" ", "_").lower()
    )
    return f" ({found[0]}?)" if found else ""


def match(said: Said, node: Node) -> None:
    """Read whose fields win when two systems hold one person."""

    def one(_name: str, _key: Node, value: Node) -> None:
        said.prefer = value.choice("prefer", [source for source in SOURCES if source != "ads"])

    said.visit(node, "match", ("prefer",), one)


def campaigns(said: Said, node: Node) -> None:
    """Read to which campaign_id an ad platform's campaign, by id or name, belongs."""

    def one(name: str, _: Node, value: Node) -> None:
        said.campaigns[name] = value.written(f"ads.campaigns.{name} (a campaign_id)")

    said.visit(node, "ads.campaigns", None, one)


def currencies(said: Said, platforms: Collection[str], node: Node) -> None:
    """Read in which currency a platform's amounts are."""

    def one(name: str, _: Node, value: Node) -> None:
        code = value.written(f"ads.currency.{name}")
        if not re.fullmatch("[A-Z]{3}", code):
            value.fail(f"{code!r} is no currency code; write three capitals, such as EUR.")
        said.currencies[name] = code

    said.visit(node, "ads.currency", tuple(platforms) or None, one)


def landings(said: Said, data: Path, node: Node) -> None:
    """Read where sources lie that are not in the data folder `data`, which relative paths start from."""

    def one(source: str, key: Node, value: Node) -> None:
        given: dict[str, Node] = {}

        def part(name: str, _: Node, said_here: Node) -> None:
            given[name] = said_here

        said.visit(value, f"landings.{source}", ("database", "schema", "folder"), part)
        if ("folder" in given) == ("database" in given):
            key.fail(f"landings.{source} needs a folder, or a database with its schema; give one of them.")
        said.landings[source] = _landing(data, given)

    said.visit(node, "landings", SOURCES, one)


def _landing(data: Path, given: Mapping[str, Node]) -> Landing:
    if "folder" in given:
        if "schema" in given:
            given["schema"].fail("a folder has no schema; name a database, or leave the schema out.")
        written = given["folder"].written("folder")
        if "://" in written:
            return Landing(written, None, None)
        folder = (data / written).resolve()
        if not folder.is_dir():
            given["folder"].fail(f"there is no folder {folder}; relative paths start from the data folder.")
        return Landing(folder, None, None)
    database = given["database"].written("database")
    if not ATTACHED.fullmatch(database):
        file = (data / database).resolve()
        if not file.is_file():
            given["database"].fail(f"there is no database {file}; relative paths start from the data folder.")
        database = str(file)
    schema = given["schema"].written("schema") if "schema" in given else None
    return Landing(None, database, schema)

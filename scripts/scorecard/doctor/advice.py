"""How to add what is missing: the field to name, the object to export, the template to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from scorecard.contract import CANONICAL, SOURCES, Table
from scorecard.doctor import lineage
from scorecard.doctor.examination import Examination
from scorecard.doctor.needs import Addition

SYSTEMS = {"salesforce": "Salesforce", "hubspot": "HubSpot", "ads": "the ad platform"}


def what(addition: Addition) -> str:
    """Return what would be added, in a few words."""
    columns: dict[str, list[str]] = {}
    for column in addition.columns:
        table, _, name = column.partition(".")
        columns.setdefault(table, []).append(name)
    parts = [*addition.tables, *(f"{' and '.join(names)} of {table}" for table, names in columns.items())]
    return " and ".join(parts)


def how(found: Examination, addition: Addition) -> str:
    """Return how to add it, as one sentence or more."""
    said = [_table(found, table) for table in addition.tables]
    said += [_column(found, *column.split(".")) for column in addition.columns]
    return " ".join(dict.fromkeys(said))


def _table(found: Examination, table: str) -> str:
    for source, raw in _not_there(found, table):
        return f"Export {raw.name} from {SYSTEMS[source]} into {source}/."
    if found.canonical[table].optional:
        return f"`scorecard template {table}` writes a file to fill in."
    return f"Add csv/{table}.csv with {', '.join(found.canonical[table].column_names[:4])} and what else you have."


def _not_there(found: Examination, table: str) -> Iterator[tuple[str, Table]]:
    """Yield what a system that is there could be asked for besides, to fill a canonical table."""
    present = {one.table.source for one in found.tables} - {CANONICAL}
    here = {(one.table.source, one.table.name) for one in found.tables}
    for source in SOURCES:
        for raw in found.chosen.catalog[source].values() if source in present else ():
            if table in raw.feeds and (source, raw.name) not in here:
                yield source, raw


def _column(found: Examination, table: str, column: str) -> str:
    if column in ("is_won", "is_closed") and f"{table}.stage" in found.filled:
        return "Say in mapping.yml which stages are won and lost, under stage."
    for one in found.tables:
        key = (one.table.source, one.table.name)
        if table not in one.table.feeds:
            continue
        likely = found.candidates.get(key, {}).get(column)
        if likely:
            return f"Say in mapping.yml that {likely[0].field} of {one.table.name} is {column}."
        if any(raw.name == column and raw.slot for raw in one.table.columns):
            return f"Name your field for {column} of {one.table.name} in mapping.yml, under fields."
    for source, raw in _not_there(found, table):
        if any(
            (line.table, line.column) == (table, column) for line in lineage.of(found.settings.project, raw)
        ):
            return f"Export {raw.name} from {SYSTEMS[source]} into {source}/."
    if column == "function" and any(one.table.source != CANONICAL for one in found.tables):
        return "Say in mapping.yml which roles and teams are of sales and of marketing, under function."
    if any(one.table.source == CANONICAL and one.table.name == table for one in found.tables):
        return f"Add a column {column} to csv/{table}."
    return f"Fill {column} of {table}."

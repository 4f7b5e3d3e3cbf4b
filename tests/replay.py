"""Runs a build's models again on other raw rows, in the same order and by the same SQL, without starting dbt.

dbt's start and its work per model are most of a small build; a property that wants many builds replays one instead.
What dbt asks the data while it compiles (the written definitions of a lead) stays as it was.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from tests.figures import Figures

_RELATION = re.compile(r'"warehouse"\."(\w+)"\."(\w+)"')
# as in a build: one thread, so that doubles are added in one order
_SETTINGS = {"threads": 1}
# where a record came from: what core's views tell repeats by
PLACE = frozenset({"_source", "_file", "_line"})
# the relations whose checks run after the models
CHECKED_LAST = ("metric_scores", "dimension_scores", "alignment_index", "misalignment_cost")


@dataclass(frozen=True)
class Model:
    """One model as dbt compiled it; `reads` are the relations its SQL names, as schema.name."""

    relation: str
    is_view: bool
    sql: str
    words: frozenset[str]
    reads: frozenset[str]


class Replay:
    """A copy of a finished build's warehouse in which raw relations can be replaced and models run again: those the
    `wanted` relations of the scorecard rest on.
    """

    def __init__(self, figures: Figures, home: Path, wanted: Iterable[str]) -> None:
        home.mkdir(parents=True, exist_ok=True)
        for name in ("warehouse", "base"):
            shutil.copy(figures.settings.warehouse, home / f"{name}.duckdb")
        self.models = leading_to(
            {f"scorecard.{name}" for name in wanted}, models(figures.settings.dbt_target)
        )
        assert figures.settings.as_of is not None
        self._as_of = figures.settings.as_of
        self._connection = duckdb.connect(str(home / "warehouse.duckdb"), config=_SETTINGS)
        self._connection.execute("set TimeZone = 'UTC'")
        self._connection.execute(f"attach '{home / 'base.duckdb'}' as base (read_only)")
        # the figures were judged before they were checked themselves
        self._connection.execute(
            f"delete from checks.check_results where relation in ({', '.join(repr(name) for name in CHECKED_LAST)})"
        )
        # what a build keeps as a file is seen through a view, and a replay makes it a table
        views = {
            f"{row['schema_name']}.{row['view_name']}"
            for row in self.query(
                "select schema_name, view_name from duckdb_views() where database_name = 'warehouse'"
            )
        }
        for relation, model in self.models.items():
            if relation in views and not model.is_view:
                self._connection.execute(f"drop view {relation}")
                self._connection.execute(f"create table {relation} as select * from base.{relation}")
        self._columns = {
            relation: tuple(row["column_name"] for row in self.query(f"describe base.{relation}"))
            for relation in self.models
        }

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Run SQL in the copy; `base.<schema>.<name>` is what the build itself made."""
        found = self._connection.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    @contextmanager
    def replaced(self, raw: Mapping[str, str], as_of: datetime | None = None) -> Iterator[None]:
        """Let raw tables be the rows of a select each (the build's own rows are `base.raw.<table>`), looked back at from
        `as_of` instead of the build's own instant, and run the models that can differ by it. All is as before afterwards.
        """
        self._connection.execute("begin")
        try:
            for table, select in raw.items():
                self._connection.execute(f"create or replace view raw.{table} as {select}")
            if as_of is None:
                self._run_changed({f"raw.{table}": None for table in raw})
            else:
                self._run_all(as_of)
            yield
        finally:
            self._connection.execute("rollback")

    def _run_all(self, as_of: datetime) -> None:
        """Run every model, with another instant where the compiled SQL has the build's."""
        for model in self.models.values():
            sql = model.sql.replace(f"{self._as_of:%Y-%m-%d %H:%M:%S.%f}", f"{as_of:%Y-%m-%d %H:%M:%S.%f}")
            self._make(dataclasses.replace(model, sql=sql))

    def _run_changed(self, changed: dict[str, frozenset[str] | None]) -> None:
        """Run what reads a changed column. `changed` has the columns that differ by relation, None for all of them."""
        for relation, model in self.models.items():
            if not any(self._concerns(model, changed[source]) for source in model.reads & set(changed)):
                continue
            self._make(model)
            if model.is_view:
                changed[relation] = self._seen_through(model, changed)
                continue
            differing = self._differing(relation)
            if differing is None or differing:
                changed[relation] = differing

    def _seen_through(
        self, model: Model, changed: Mapping[str, frozenset[str] | None]
    ) -> frozenset[str] | None:
        """The columns that differ in a view: those of what it reads, or None where they may decide which rows it shows."""
        differing: frozenset[str] = frozenset()
        for columns in (changed[source] for source in model.reads & set(changed)):
            if columns is None or columns & PLACE or not columns <= set(self._columns[model.relation]):
                return None
            differing |= columns
        return differing

    def _concerns(self, model: Model, columns: frozenset[str] | None) -> bool:
        """Whether a model may differ: it names a changed column, or passes one on by `select *`."""
        return columns is None or bool(columns & (model.words | set(self._columns[model.relation])))

    def _differing(self, relation: str) -> frozenset[str] | None:
        """The columns in which a relation differs from the build's, whatever the order of rows; None for other rows."""
        columns = self._columns[relation]
        counts = self.query(
            f"select (select count(*) from {relation}) as now, (select count(*) from base.{relation}) as before"
        )[0]
        if counts["now"] != counts["before"]:
            return None
        sums = ", ".join(f'sum(hash("{column}")) as "{column}"' for column in columns)
        now, before = (
            self.query(f"select {sums} from {source}")[0] for source in (relation, f"base.{relation}")
        )
        differing = frozenset(column for column in columns if now[column] != before[column])
        kept = ", ".join(f'"{column}"' for column in columns if column not in differing) or "1"
        now, before = (
            self.query(f"select sum(hash({kept})) as rows from {source}")[0]
            for source in (relation, f"base.{relation}")
        )
        return differing if now == before else None

    def _make(self, model: Model) -> None:
        kind = "view" if model.is_view else "table"
        self._connection.execute(f"create or replace {kind} {model.relation} as {model.sql}")


def run_again(figures: Figures, warehouse: Path, wanted: Iterable[str]) -> None:
    """Run the models of a finished build that `wanted` relations rest on, as they were compiled, in another warehouse
    that `load` has filled from the same sources.
    """
    with duckdb.connect(str(warehouse), config=_SETTINGS) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for model in leading_to(set(wanted), models(figures.settings.dbt_target)).values():
            connection.execute(f"create schema if not exists {model.relation.split('.')[0]}")
            kind = "view" if model.is_view else "table"
            connection.execute(f"create or replace {kind} {model.relation} as {model.sql}")


def leading_to(wanted: set[str], models: Mapping[str, Model]) -> dict[str, Model]:
    """The wanted models and all they rest on, in order."""
    needed = set(wanted)
    for relation, model in reversed(models.items()):
        if relation in needed:
            needed |= model.reads
    return {relation: model for relation, model in models.items() if relation in needed}


def models(dbt_target: Path) -> dict[str, Model]:
    """Every model by relation, those it reads first."""
    nodes = json.loads((dbt_target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    # unit tests leave the tables they were given in folders named after their YAML file
    compiled = {
        path.stem: path
        for path in (dbt_target / "compiled").rglob("*.sql")
        if path.parent.name != "tests" and not any(part.endswith(".yml") for part in path.parts)
    }
    found: dict[str, Model] = {}

    def add(key: str) -> None:
        node = nodes.get(key)
        if node is None or node["resource_type"] != "model" or f"{node['schema']}.{node['name']}" in found:
            return
        # a build of some metrics compiles what they stand on
        if node["name"] not in compiled:
            return
        for parent in node["depends_on"]["nodes"]:
            add(parent)
        if node["name"] not in compiled:  # a build of some models
            return
        sql = compiled[node["name"]].read_text(encoding="utf-8")
        found[f"{node['schema']}.{node['name']}"] = Model(
            relation=f"{node['schema']}.{node['name']}",
            is_view=node["config"]["materialized"] == "view",
            sql=sql,
            words=frozenset(re.findall(r"\w+", sql)),
            reads=frozenset(".".join(match) for match in _RELATION.findall(sql)),
        )

    for key in sorted(nodes):
        add(key)
    return found

"""Runs models, as dbt compiled them for a build, on rows a test hands in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from tests.figures import Figures, Record

_RELATION = re.compile(r'"warehouse"\."(\w+)"\."(\w+)"')


class Bench:
    """An empty copy of a build's warehouse: what models read is there, with its columns, and holds given rows only."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._connection = duckdb.connect()
        self._connection.execute("attach ':memory:' as warehouse")

    def put(self, relation: str, rows: Sequence[Record]) -> None:
        """Let a relation ("scorecard.periods") hold these rows; columns left out are null."""
        self._lay_out(*relation.split("."))
        self._connection.execute(f"delete from warehouse.{relation}")
        if not rows:
            return
        names = list(dict.fromkeys(name for row in rows for name in row))
        marks = ", ".join(f"({', '.join('?' for _ in names)})" for _ in rows)
        self._connection.execute(
            f"insert into warehouse.{relation} ({', '.join(names)}) values {marks}",
            [row.get(name) for row in rows for name in names],
        )

    def fill(self, relation: str, select: str) -> None:
        """Let a relation hold the rows of a query; columns are matched by name, the others are null."""
        self._lay_out(*relation.split("."))
        self._connection.execute(f"delete from warehouse.{relation}")
        self._connection.execute(f"insert into warehouse.{relation} by name {select}")

    def fill_from(self, relation: str, frame: pd.DataFrame) -> None:
        """Let a relation hold the rows of a frame; columns are matched by name, the others are null."""
        self._connection.register("given", frame)
        self.fill(relation, "select * from given")
        self._connection.unregister("given")

    def make(self, model: str) -> None:
        """Let a model's relation hold what the model makes of what was put, without bringing it here."""
        schema = _path(self._figures, model).relative_to(_models(self._figures)).parts[0]
        self.fill(f"{schema}.{model}", self._prepared(model))

    def copy(self, relation: str) -> None:
        """Let a relation hold the rows it has in the build."""
        self.put(relation, self._figures.warehouse(f"select * from {relation}"))

    def run(self, model: str) -> list[dict[str, Any]]:
        """Return the model's rows, made of what was put."""
        found = self._connection.execute(self._prepared(model))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _prepared(self, model: str) -> str:
        """The model's SQL, with every relation it reads laid out."""
        sql = _compiled(self._figures, model)
        for schema, table in sorted(set(_RELATION.findall(sql))):
            self._lay_out(schema, table)
        return sql

    def _lay_out(self, schema: str, table: str) -> None:
        there = self._connection.execute(
            "select 1 from information_schema.tables "
            "where table_catalog = 'warehouse' and table_schema = ? and table_name = ?",
            [schema, table],
        ).fetchone()
        if there:
            return
        columns = self._figures.warehouse(f"describe {schema}.{table}")
        declared = ", ".join(f'"{column["column_name"]}" {column["column_type"]}' for column in columns)
        self._connection.execute(f"create schema if not exists warehouse.{schema}")
        self._connection.execute(f"create table warehouse.{schema}.{table} ({declared})")


def run(
    figures: Figures, models: Sequence[str], given: Mapping[str, Sequence[Record]]
) -> dict[str, list[dict[str, Any]]]:
    """Run scorecard models in order, each on what is given and what the earlier ones made; return the rows of each."""
    bench = Bench(figures)
    for relation, rows in given.items():
        bench.put(relation, rows)
    found = {}
    for model in models:
        found[model] = bench.run(model)
        bench.put(f"scorecard.{model}", found[model])
    return found


def _compiled(figures: Figures, model: str) -> str:
    return _path(figures, model).read_text(encoding="utf-8")


def _models(figures: Figures) -> Path:
    (folder,) = (figures.settings.dbt_target / "compiled").glob("*/models")
    return folder


def _path(figures: Figures, model: str) -> Path:
    (path,) = _models(figures).rglob(f"{model}.sql")
    return path

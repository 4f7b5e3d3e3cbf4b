"""Runs models of the scorecard layer, as dbt compiled them for a build, on rows a test hands in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from tests.figures import Figures, Record

_RELATION = re.compile(r'"warehouse"\."(\w+)"\."(\w+)"')


def run(
    figures: Figures, models: Sequence[str], given: Mapping[str, Sequence[Record]]
) -> dict[str, list[dict[str, Any]]]:
    """Run scorecard models in order and return the rows of each.

    `given` maps relations ("scorecard.periods") to rows; columns left out are null. What a model reads that is neither
    given nor made by an earlier model is there and empty, with the columns it has in the build.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    compiled = figures.settings.dbt_target / "compiled" / "alignment_scorecard" / "models" / "scorecard"
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        for name in models:
            sql = (compiled / f"{name}.sql").read_text(encoding="utf-8")
            for schema, table in sorted(set(_RELATION.findall(sql))):
                _lay_out(connection, figures, schema, table, given.get(f"{schema}.{table}", ()))
            connection.execute("create schema if not exists warehouse.scorecard")
            connection.execute(f'create table warehouse.scorecard."{name}" as {sql}')
            rows = connection.execute(f'select * from warehouse.scorecard."{name}"')
            names = [column[0] for column in rows.description]
            found[name] = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    return found


def _lay_out(
    connection: duckdb.DuckDBPyConnection, figures: Figures, schema: str, table: str, rows: Sequence[Record]
) -> None:
    there = connection.execute(
        "select 1 from information_schema.tables where table_catalog = 'warehouse' and table_schema = ? and table_name = ?",
        [schema, table],
    ).fetchone()
    if there:
        return
    columns = figures.warehouse(f'describe "{schema}"."{table}"')
    declared = ", ".join(f'"{column["column_name"]}" {column["column_type"]}' for column in columns)
    connection.execute(f"create schema if not exists warehouse.{schema}")
    connection.execute(f'create table warehouse.{schema}."{table}" ({declared})')
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        connection.execute(
            f'insert into warehouse.{schema}."{table}" ({names}) values ({marks})', list(row.values())
        )

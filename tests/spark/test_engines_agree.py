"""Both engines agree: every model runs on Spark too, and every figure of the demo company is DuckDB's to 1e-9."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from scorecard.results import RELATIONS
from tests.conftest import PROJECT, DemoBuild, spark_python

pytestmark = [pytest.mark.requires("java"), pytest.mark.requires("spark")]

# relative; below this size a figure is rounding that cancelled out, and is compared absolutely
TOLERANCE, SMALL = 1e-9, 1e-3
SHOWN = 5
# A few thousand rows are read through before Spark has written and compiled a program for them, of which the dearest, those
# that type text, are too large for a Java method besides: it interprets each plan instead. Nearly all of the time is planning,
# the same code for a quarter of an hour of processor time, which the virtual machine compiles as well as it can.
SHORT_RUN = (
    "-Dspark.sql.codegen.wholeStage=false -Dspark.sql.codegen.factoryMode=NO_CODEGEN "
    "-XX:+UseSerialGC -XX:ReservedCodeCacheSize=512m"
)


@dataclass(frozen=True)
class Engines:
    """The same demo company worked out twice, from the same files with the same clocks."""

    duckdb: Path
    spark: Path


@pytest.fixture(scope="module")
def engines(demo_build: Callable[..., DemoBuild], tmp_path_factory: pytest.TempPathFactory) -> Engines:
    """The demo's targets by DuckDB, as published, and by Spark, as far as the result files."""
    built = demo_build()
    target = tmp_path_factory.mktemp("spark") / "target"
    clock = json.loads((built.target / "load.json").read_text(encoding="utf-8"))["build_clock"]
    made = subprocess.run(
        [
            *(str(spark_python()), "-m", "scorecard", "check", "--engine", "spark"),
            *("--data", str(built.data), "--target-dir", str(target), "--as-of", built.as_of),
        ],
        cwd=PROJECT,
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT / "scripts"),
            "SCORECARD_SALT": "tests",
            "SOURCE_DATE_EPOCH": str(int(datetime.fromisoformat(clock).timestamp())),
            "SCORECARD_SPARK_JAVA": SHORT_RUN,
            "SCORECARD_SPARK_PARTITIONS": "1",
        },
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return Engines(built.target, target)


def test_every_model_ran_on_spark(engines: Engines) -> None:
    """Every model and seed of the manifest is a table Spark wrote; the few views hold what other files hold."""
    manifest = json.loads((engines.spark / "dbt" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["metadata"]["adapter_type"] == "spark"
    wanted = {
        f"{node['schema']}.{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed") and node["config"]["materialized"] != "view"
    }
    written = {
        f"{folder.parent.name.removesuffix('.db')}.{folder.name}"
        for folder in (engines.spark / "spark" / "warehouse").glob("*.db/*")
    }
    assert wanted - written == set()
    assert len(wanted) > 150


@pytest.mark.parametrize("name", RELATIONS)
def test_a_result_file_is_the_same_from_both_engines(engines: Engines, name: str) -> None:
    """Same columns, same rows; numbers to 1e-9, all else exactly."""
    with duckdb.connect() as connection:
        for side, target in (("duck", engines.duckdb), ("spark", engines.spark)):
            order = RELATIONS[name][1]
            connection.execute(
                f"create table {side} as select row_number() over (order by {order}) as place, * "
                f"from read_parquet('{target / 'results' / f'{name}.parquet'}')"
            )
        duck, spark = (_columns(connection, side) for side in ("duck", "spark"))
        assert list(spark) == list(duck)
        counts = [connection.execute(f"select count(*) from {side}").fetchall() for side in ("duck", "spark")]
        assert counts[0] == counts[1]
        differences = [
            line
            for column, kind in duck.items()
            for line in _differences(connection, column, _is_number(kind), RELATIONS[name][1])
        ]
    assert differences == []


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    described = connection.execute(f"describe {table}").fetchall()
    return {str(column): str(kind) for column, kind, *_ in described if column != "place"}


def _is_number(kind: str) -> bool:
    return kind.startswith("DECIMAL") or kind.endswith("INT") or kind in ("DOUBLE", "INTEGER")


def _differences(
    connection: duckdb.DuckDBPyConnection, column: str, is_number: bool, order: str
) -> list[str]:
    """The first rows whose values of a column differ, as `column of key, key …: duckdb's | spark's`."""
    one, other = f'duck."{column}"', f'spark."{column}"'
    same = f"{one} is not distinct from {other}"
    if is_number:
        one, other = f"cast({one} as double)", f"cast({other} as double)"
        near = f"abs({one} - {other}) <= {TOLERANCE} * greatest(abs({one}), abs({other}), {SMALL})"
        same = f"(({one} is null and {other} is null) or coalesce({near}, false))"
    keys = ", ".join(f"duck.{key}" for key in order.split(", "))
    found = connection.execute(
        f"select concat_ws(', ', {keys}), {one}, {other} from duck inner join spark using (place) "
        f"where not ({same}) order by place limit {SHOWN}"
    ).fetchall()
    return [f"{column} of {where}: {mine} | {theirs}" for where, mine, theirs in found]

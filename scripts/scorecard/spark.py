"""The Spark engine: dbt inside this process, and the Parquet files by which Spark and DuckDB see each other's tables.

Spark's catalog lives as long as its session, so both dbt runs of a build share one process. What Spark builds is
Parquet in target/spark/warehouse; the warehouse file gets views over it, so that checks and result files read the
same names whatever engine ran the models. The other way, Spark reads the raw Parquet, the verdicts of the checks and
the figures published before from files below target/raw (macros/engine.sql).
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scorecard import dbt_process
from scorecard.errors import UsageError
from scorecard.settings import Settings

# the schemas of the warehouse file that Spark reads
LENT = ("checks", "history")
HOW_TO = "run `make environment-spark`, then use .venv-spark/bin/scorecard in place of .venv/bin/scorecard"


def require() -> None:
    """Raise UsageError when this machine or this environment lacks what Spark needs."""
    if find_spec("pyspark") is None or find_spec("dbt.adapters.spark") is None:
        raise UsageError(f"--engine spark needs PySpark, which this environment does not hold; {HOW_TO}.")
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        raise UsageError("--engine spark needs Java 17 or newer; install it, or set JAVA_HOME.")


def environment(settings: Settings) -> dict[str, str]:
    """The environment the `spark` output of profiles.yml and macros/engine.sql read."""
    return {
        "SCORECARD_RAW": str(settings.raw),
        "SCORECARD_SPARK": str(_folder(settings)),
        "SCORECARD_SPARK_MASTER": f"local[{settings.vars['threads']}]",
        # 4GB, as DuckDB writes it, is 4g to Java
        "SCORECARD_SPARK_MEMORY": re.sub(
            r"i?b$", "", str(settings.vars["memory_limit"]).lower().replace(" ", "")
        ),
    }


def run(
    settings: Settings,
    arguments: Sequence[str],
    variables: Mapping[str, str],
    hear: Callable[[Mapping[str, Any]], None],
) -> int:
    """Run one dbt command in this process and return its exit code; `hear` gets each event as dbt's JSON log has it.

    Raises UsageError when Spark is lacking.
    """
    require()
    from dbt.cli.main import dbtRunner
    from pyspark import SparkContext

    if SparkContext._active_spark_context is None:
        shutil.rmtree(_folder(settings), ignore_errors=True)
    _folder(settings).mkdir(parents=True, exist_ok=True)
    # it is about pandas, which is not used
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    # PySpark repeats there what dbt tells, with a page of Java below it
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    _lend(settings)
    with _environment(variables):
        runner = dbtRunner(callbacks=[dbt_process.listener(hear)])
        result = runner.invoke([*dbt_process.UNHEARD, *arguments])
    _borrow(settings)
    if result.exception:
        hear(dbt_process.as_event(result.exception))
    return 0 if result.success else 1


def _folder(settings: Settings) -> Path:
    return settings.target / "spark"


def _lend(settings: Settings) -> None:
    """Write what Spark reads of the warehouse file as Parquet."""
    import duckdb

    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        for schema, name in connection.execute(
            "select table_schema, table_name from information_schema.tables where table_schema in (?, ?)",
            LENT,
        ).fetchall():
            path = settings.raw / schema / f"{name}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy (select * from {schema}.{name}) to {_literal(path)} (format parquet)")


def _borrow(settings: Settings) -> None:
    """Make a view in the warehouse file over every table Spark has written."""
    import duckdb

    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        # a seed without rows has no file, and no reader
        for folder in sorted({file.parent for file in _folder(settings).glob("warehouse/*.db/*/*.parquet")}):
            schema = folder.parent.name.removesuffix(".db")
            connection.execute(f'create schema if not exists "{schema}"')
            connection.execute(
                f'create or replace view "{schema}"."{folder.name}" as '
                f"select * from read_parquet({_literal(folder / '*.parquet')}, hive_partitioning = false)"
            )


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

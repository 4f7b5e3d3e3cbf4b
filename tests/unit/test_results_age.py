"""A result file that says what it said before keeps its age, by which `serve` and the downloads know it."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from scorecard import results
from scorecard.settings import make

NAMES = ("moved", "still")


def say(warehouse: Path, number: int) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create or replace table still as select 0.1 + 0.2 as one, 'a' as name")
        connection.execute(f"create or replace table moved as select {number} as one")


def test_a_result_file_that_says_the_same_keeps_its_age(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "RELATIONS", {name: (f"main.{name}", "one") for name in NAMES})
    settings = make(data=tmp_path, target=tmp_path, as_of=None, engine="duckdb", overrides=())
    say(settings.warehouse, 1)
    results.write(settings)
    for name in NAMES:
        os.utime(settings.results / f"{name}.parquet", ns=(10**18, 10**18))
    say(settings.warehouse, 2)
    results.write(settings)
    ages = {name: (settings.results / f"{name}.parquet").stat().st_mtime_ns for name in NAMES}
    assert ages["still"] == 10**18
    assert ages["moved"] > 10**18
    assert duckdb.sql(f"from '{settings.results}/moved.parquet'").fetchall() == [(2,)]

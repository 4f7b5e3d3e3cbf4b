"""Figures from tables: what `scorecard build` does up to the result files, without a site.

Tests hand in canonical tables and read result files; the functions in between are those of the command.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from scorecard import build, dbt, settings
from scorecard.progress import Progress

PROJECT = Path(__file__).resolve().parent.parent

Record = Mapping[str, Any]
Tables = Mapping[str, Sequence[Record]]


@dataclass(frozen=True)
class Figures:
    """A build's result files; `refusal` is why it would not have been published, or empty."""

    settings: settings.Settings
    refusal: str

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run SQL over the result files, each a view of its name; return rows as dictionaries."""
        return query(self.settings.results, sql, parameters)

    def warehouse(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run SQL in the warehouse the result files were written from."""
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as connection:
            return _dictionaries(connection.execute(sql, list(parameters)))

    @property
    def loaded(self) -> dict[str, Any]:
        """What `load` reported: tables, rows, warnings."""
        return dict(json.loads((self.settings.target / "load.json").read_text(encoding="utf-8")))


def query(results: Path, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
    """Run SQL over a folder of result files, each a view named after its file."""
    with duckdb.connect() as connection:
        for path in sorted(results.glob("*.parquet")):
            connection.execute(f"create view {path.stem} as select * from read_parquet('{path}')")
        return _dictionaries(connection.execute(sql, list(parameters)))


def write(tables: Tables, folder: Path) -> None:
    """Write canonical tables as CSV, one file each; columns are those any of its records has, null is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in tables.items():
        columns = list(dict.fromkeys(column for record in records for column in record))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(records)


def make(data: Path, home: Path, as_of: str, overrides: Sequence[str] = ()) -> Figures:
    """Load the tables in `data` and make their result files under `home`, the morning after `as_of`."""
    clock = datetime.fromisoformat(as_of).replace(tzinfo=UTC) + timedelta(hours=6)
    chosen = settings.make(
        project=PROJECT,
        data=data,
        target=home / "target",
        as_of=as_of,
        overrides=overrides,
        environment={"SOURCE_DATE_EPOCH": str(int(clock.timestamp()))},
    )
    progress = Progress()
    loaded = build.load(chosen, progress)
    refusal = build.figures(loaded, progress)
    build.results(loaded, progress)
    return Figures(loaded, refusal)


def make_metrics(
    data: Path, home: Path, as_of: str, metrics: Sequence[str], overrides: Sequence[str] = ()
) -> Figures:
    """Load the tables in `data` and run only the models these metrics stand on; read them with `warehouse`."""
    chosen = settings.make(
        project=PROJECT, data=data, target=home / "target", as_of=as_of, overrides=overrides, environment={}
    )
    progress = Progress()
    loaded = build.load(chosen, progress)
    with progress.step("metrics") as step:
        dbt.run(
            loaded,
            step,
            select=[f"+{metric}" for metric in metrics],
            extra=("--exclude-resource-type", "test", "unit_test"),
        )
    return Figures(loaded, refusal="")


def _dictionaries(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

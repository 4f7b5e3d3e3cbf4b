"""The files of a company of a given size: the demo's, thinned to the rows per lead of a real one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb

from scorecard import demo

TOUCHPOINTS_PER_LEAD = 10.0
ACTIVITIES_PER_LEAD = 2.0
DEALS_PER_LEAD = 0.2
SIZES = "sizes.json"


def files(folder: Path, leads: int) -> dict[str, int]:
    """Write the company's CSV files into `folder`, unless they are there, and return the rows of each table."""
    sizes = folder / SIZES
    if not sizes.is_file():
        drawn = folder.with_name(folder.name + ".drawn")
        demo.generate(drawn, leads=leads, touchpoints_per_lead=TOUCHPOINTS_PER_LEAD)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        rows = _thin(drawn, folder, leads)
        shutil.rmtree(drawn)
        sizes.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return dict(json.loads(sizes.read_text(encoding="utf-8")))


def _thin(drawn: Path, folder: Path, leads: int) -> dict[str, int]:
    """Write every table as CSV, with only so many deals and activities; what hangs on a deal goes with it."""
    rows = {}
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("set enable_progress_bar = false")
        tables = {path.stem: _scan(path) for path in sorted(drawn.iterdir()) if path.stem != "truth"}
        connection.execute(
            f"create temp table kept as select opportunity_id from {tables['opportunities']} "
            f"where {_one_in('opportunity_id', tables['opportunities'], DEALS_PER_LEAD * leads)}"
        )
        activities = (
            f"(select * from {tables['sales_activities']} "
            "where opportunity_id is null or opportunity_id in (from kept))"
        )
        for table, scan in tables.items():
            names = [row[0] for row in connection.execute(f"describe select * from {scan}").fetchall()]
            query = f"select * from {scan}"
            if table == "sales_activities":
                share = _one_in("activity_id", activities, ACTIVITIES_PER_LEAD * leads)
                query = f"select * from {activities} where {share}"
            elif table == "leads":
                query = (
                    "select * replace (case when converted_opportunity_id in (from kept) "
                    f"then converted_opportunity_id end as converted_opportunity_id) from {scan}"
                )
            elif "opportunity_id" in names:
                query += " where opportunity_id is null or opportunity_id in (from kept)"
            target = str(folder / f"{table}.csv").replace("'", "''")
            written = connection.execute(
                f"copy ({query}) to '{target}' "
                "(format csv, header, timestampformat '%Y-%m-%dT%H:%M:%SZ', dateformat '%Y-%m-%d')"
            ).fetchone()
            rows[table] = int(written[0]) if written else 0
    return rows


def _scan(path: Path) -> str:
    name = str(path).replace("'", "''")
    return f"read_csv('{name}', all_varchar = true)" if path.suffix == ".csv" else f"read_parquet('{name}')"


def _one_in(key: str, relation: str, wanted: float) -> str:
    """Return the condition that keeps about `wanted` of a relation's rows, by the number in their key."""
    return f"cast(substr({key}, 2) as bigint) * 7919 % 1000 < 1000 * {wanted:.0f} / (select count(*) from {relation})"

"""What earlier builds published: the only thing that must last, kept as small Parquet files.

`history/<build id>/` holds copies of a build's result files and `build.json` (build id, as_of, build clock, subject).
A build sees only what was published before its own build clock and about the same subject, so that a repeated build
reads the same history, and a demo is never compared with a company.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard import definitions, files
from scorecard.settings import Settings

if TYPE_CHECKING:
    import duckdb

KEPT = (
    "metric_values",
    "dimension_scores",
    "alignment_index",
    "index_publications",
    "definitions",
    "changes",
    "check_results",
    "row_accounting",
    "builds",
)

# metric_values as architecture.md gives it: the columns of the warehouse table when nothing was published yet
METRIC_VALUES = {
    "metric": "varchar",
    "dimension": "varchar",
    "role": "varchar",
    "period_grain": "varchar",
    "period_start": "date",
    "segment_by": "varchar",
    "segment": "varchar",
    "value": "double",
    "ci_low": "double",
    "ci_high": "double",
    "numerator": "double",
    "denominator": "double",
    "sample_size": "double",
    "pending": "double",
    "score": "double",
    "status": "varchar",
    "status_reason": "varchar",
    "last_value": "double",
    "last_value_as_of": "timestamp",
}

# the index as earlier builds published it: the last figure, and the first final one of each quarter
INDEX_PUBLICATIONS = {
    "period_grain": "varchar",
    "period_start": "date",
    "segment_by": "varchar",
    "segment": "varchar",
    "score": "double",
    "tier": "varchar",
    "first_score": "double",
    "first_as_of": "timestamp",
}

# what makes each metric's number in this build, and since when; and what was edited since the last one
DEFINITIONS = {
    "metric": "varchar",
    "part": "varchar",
    "content": "varchar",
    "version": "varchar",
    "since": "timestamp",
}
REDEFINITIONS = {
    "metric": "varchar",
    "part": "varchar",
    "before": "varchar",
    "after": "varchar",
    "note": "varchar",
    "changes_value": "boolean",
}


@dataclass(frozen=True)
class Build:
    """A published build; times are ISO instants in UTC, `subject` says whose numbers they are."""

    build_id: str
    as_of: str
    build_clock: str
    subject: str


def build_id(settings: Settings) -> str:
    """Return the build's name, its build clock: the same inputs and clock give the same name."""
    return settings.build_clock.strftime("%Y%m%dT%H%M%SZ")


def published(settings: Settings) -> list[Build]:
    """Return every build in the history, of whatever subject, oldest first."""
    builds = []
    for path in settings.history.glob("*/build.json"):
        try:
            builds.append(Build(**json.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, TypeError):
            continue  # not a record of ours; the history is not worth failing a build for
    return sorted(builds, key=lambda build: (build.build_clock, build.build_id))


def earlier(settings: Settings) -> list[Build]:
    """Return the builds published before this one about the same subject, oldest first."""
    mine, clock = subject(settings), _iso(settings)
    return [build for build in published(settings) if build.subject == mine and build.build_clock < clock]


def latest(settings: Settings) -> Path | None:
    """Return the folder of the last build published before this one about the same subject, or None."""
    before = earlier(settings)
    return settings.history / before[-1].build_id if before else None


def keep(settings: Settings) -> Build:
    """Copy this build's small result files into the history; a repeat of the same build replaces its own."""
    build = Build(build_id(settings), _as_of(settings), _iso(settings), subject(settings))
    with files.replacing(settings.history / build.build_id) as folder:
        for name in KEPT:
            source = settings.results / f"{name}.parquet"
            if source.is_file():
                shutil.copyfile(source, folder / source.name)
        files.write_text(folder / "build.json", json.dumps(asdict(build), indent=2) + "\n")
    return build


def record(settings: Settings, rows: Mapping[str, int], timings: Sequence[tuple[str, float]]) -> None:
    """Write the `builds` result file: what was built, with which settings, versions and code, and how long it took.

    `rows` are the rows of each result file, `timings` the seconds of each step so far.
    """
    import duckdb

    values = {
        "build_id": build_id(settings),
        "as_of": _as_of(settings),
        "build_clock": _iso(settings),
        "engine": settings.engine,
        "is_demo": settings.is_demo,
        "versions": json.dumps(_versions(settings.engine)),
        "code_revision": _revision(settings.project),
        "settings": json.dumps(dict(settings.vars), default=str, sort_keys=True),
        "timings": json.dumps({name: round(seconds, 1) for name, seconds in timings}),
        "counts": json.dumps(dict(rows), sort_keys=True),
    }
    selected = ", ".join(f'? as "{name}"' for name in values)
    with duckdb.connect() as connection:
        connection.execute(f"create table builds as select {selected}", list(values.values()))
        path = str(settings.results / "builds.parquet").replace("'", "''")
        connection.execute(f"copy builds to '{path}' (format parquet)")


def _versions(engine: str) -> dict[str, str]:
    names = (
        "alignment-scorecard",
        "dbt-core",
        "dbt-duckdb",
        "duckdb",
        "great-expectations",
        "mkdocs",
        "mkdocs-material",
        *(("dbt-spark", "pyspark") if engine == "spark" else ()),
    )
    versions = {"python": platform.python_version()}
    for name in names:
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions


def _revision(project: Path) -> str:
    """Return the commit the code is at, marked when files differ from it; `unknown` outside a repository."""
    command = ["git", "-C", str(project), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def register(settings: Settings) -> None:
    """Make the tables of `history` in the warehouse: what the last build published, with its build_id and as_of.

    Tables are empty, with the right columns, when nothing was published yet. Columns an older build did not write are
    null. `definitions` and `redefinitions` are empty until `register_definitions` knows this build's code.
    """
    import duckdb

    last = latest(settings)
    build = json.loads((last / "build.json").read_text(encoding="utf-8")) if last else {}
    stamp = [build.get("build_id"), build.get("as_of") or None]
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema if not exists history")
        for name, own in (("metric_values", METRIC_VALUES), ("index_publications", INDEX_PUBLICATIONS)):
            columns = {**own, "build_id": "varchar", "as_of": "timestamp"}
            _create(connection, name, columns)
            path = last / f"{name}.parquet" if last else None
            if path is None or not path.is_file():
                continue
            described = connection.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
            present = {row[0] for row in described}
            selected = ", ".join(
                f"cast({column if column in present else 'null'} as {kind})" for column, kind in own.items()
            )
            connection.execute(
                f"insert into history.{name} select {selected}, ?, cast(? as timestamptz) at time zone 'UTC'"
                " from read_parquet(?)",
                [*stamp, str(path)],
            )
        _create(connection, "definitions", DEFINITIONS)
        _create(connection, "redefinitions", REDEFINITIONS)


def register_definitions(settings: Settings) -> tuple[definitions.Edit, ...]:
    """Fill `history.definitions` and `history.redefinitions` from the code as dbt parsed it; return the edits.

    A definition keeps the build clock it was first published with for as long as none of its parts changes.
    """
    import duckdb

    now = definitions.of(settings)
    last = latest(settings)
    path = last / "definitions.parquet" if last else None
    kept: list[tuple[str, str, str, str, object]] = []
    if path is not None and path.is_file():
        kept = duckdb.execute(
            "select metric, part, content, version, since from read_parquet(?)", [str(path)]
        ).fetchall()
    edited = definitions.edits([definitions.Part(*row[:3]) for row in kept], now)
    since = {(row[0], row[3]): row[4] for row in kept}
    clock = settings.build_clock.replace(tzinfo=None)
    rows = []
    for metric in dict.fromkeys(part.metric for part in now):
        own = [part for part in now if part.metric == metric]
        version = definitions.version(own)
        first = since.get((metric, version), clock)
        rows += [(metric, part.part, part.content, version, first) for part in own]
    with duckdb.connect(str(settings.warehouse)) as connection:
        _create(connection, "definitions", DEFINITIONS)
        _create(connection, "redefinitions", REDEFINITIONS)
        _insert(connection, "definitions", rows)
        told = [(one.metric, one.part, one.before, one.after, one.note, one.changes_value) for one in edited]
        _insert(connection, "redefinitions", told)
    return edited


def _create(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str]) -> None:
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"create or replace table history.{name} ({declared})")


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join(f"({', '.join('?' for _ in row)})" for row in rows)
        connection.execute(
            f"insert into history.{name} values {marks}", [cell for row in rows for cell in row]
        )


def index_of(folder: Path) -> str:
    """Return a kept build's company index of its newest quarter that has one, as text, with its tier when final."""
    import duckdb

    path = folder / "alignment_index.parquet"
    if not path.is_file():
        return "not kept"
    row = duckdb.execute(
        "select score, tier, provisional from read_parquet(?)"
        " where segment_by = 'all' and period_grain = 'quarter' and score is not null"
        " order by period_start desc limit 1",
        [str(path)],
    ).fetchone()
    if row is None:
        return "no index"
    return f"{row[0]:.1f} {'provisional' if row[2] else (row[1] or '').replace('_', ' ')}".strip()


def subject(settings: Settings) -> str:
    """Return whose numbers a build is about: `company`, or `demo-<hash>` of the demo's truth file."""
    if not settings.is_demo:
        return "company"
    truth = (settings.data / "truth.json").read_bytes()
    return f"demo-{hashlib.sha256(truth).hexdigest()[:12]}"


def _as_of(settings: Settings) -> str:
    return settings.as_of.isoformat().replace("+00:00", "Z") if settings.as_of else ""


def _iso(settings: Settings) -> str:
    return settings.build_clock.isoformat().replace("+00:00", "Z")

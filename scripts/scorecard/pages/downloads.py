"""Every result file as CSV and JSON, and each metric's and segment's rows as one CSV, for people and other tools.

A text cell that a spreadsheet would run as a formula gets an apostrophe before it; numbers are left as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scorecard.errors import ScorecardError

if TYPE_CHECKING:
    import duckdb

RUNNABLE = "^[=+\\-@\\t\\r]"


def write(results: Path, folder: Path, segments: Mapping[str, tuple[str, str]]) -> int:
    """Write `<name>.csv` and `<name>.json` for every result file, `metrics/<metric>.csv` and `segments/<slug>.csv`.

    `segments` names each slug's cut and value. Returns the number of files written.

    Rows keep the order of the result file. Files newer than their result file are left as they are. `builds` is not
    among them: it holds how long each step took, and a repeated build must write the same bytes. Raises
    ScorecardError when a file cannot be written.
    """
    import duckdb

    for name in ("metrics", "segments"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    written = 0
    try:
        with duckdb.connect() as connection:
            for path in sorted(results.glob("*.parquet")):
                if path.stem == "builds" or _is_done(folder, path, segments):
                    continue
                source = f"read_parquet({_literal(path)})"
                _csv(
                    connection,
                    f"select {_safe_columns(connection, source)} from {source}",
                    folder / f"{path.stem}.csv",
                )
                _json(connection, source, folder / f"{path.stem}.json")
                written += 2
                if path.stem == "metric_values":
                    written += _per_metric(connection, path, folder / "metrics")
                    written += _per_segment(connection, path, folder / "segments", segments)
    except (duckdb.Error, OSError) as error:
        raise ScorecardError(
            f"The downloads in {folder} could not be written: {str(error).splitlines()[0]}"
        ) from error
    return written


def _is_done(folder: Path, source: Path, segments: Mapping[str, tuple[str, str]]) -> bool:
    """Whether what is made of a result file is there and no older than it."""
    made = [folder / f"{source.stem}.json"]
    if source.stem == "metric_values":
        made += [folder / "segments" / f"{slug}.csv" for slug in segments]
    written = source.stat().st_mtime_ns
    return all(path.is_file() and path.stat().st_mtime_ns >= written for path in made)


def _per_metric(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> int:
    source = f"read_parquet({_literal(path)})"
    columns = _safe_columns(connection, source)
    connection.execute(f"create temp table all_values as select * from {source}")
    metrics = [
        row[0] for row in connection.execute("select distinct metric from all_values order by 1").fetchall()
    ]
    for metric in metrics:
        if str(metric).isidentifier():
            _csv(
                connection,
                f"select {columns} from all_values where metric = '{metric}'",
                folder / f"{metric}.csv",
            )
    return len(metrics)


def _per_segment(
    connection: duckdb.DuckDBPyConnection, path: Path, folder: Path, segments: Mapping[str, tuple[str, str]]
) -> int:
    columns = _safe_columns(connection, f"read_parquet({_literal(path)})")
    for slug, (by, name) in segments.items():
        chosen = f"segment_by = {_text(by)} and segment = {_text(name)}"
        _csv(connection, f"select {columns} from all_values where {chosen}", folder / f"{slug}.csv")
    return len(segments)


def _safe_columns(connection: duckdb.DuckDBPyConnection, source: str) -> str:
    described = connection.execute(f"describe select * from {source}").fetchall()
    return ", ".join(_safe(str(name), str(kind)) for name, kind, *_ in described)


def _safe(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == "VARCHAR":
        return f"case when regexp_matches({quoted}, '{RUNNABLE}') then '''' || {quoted} else {quoted} end as {quoted}"
    if kind.endswith("[]"):
        return f"array_to_string({quoted}, '; ') as {quoted}"
    return quoted


def _csv(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    _copy(connection, query, path, "format csv, header")


def _json(connection: duckdb.DuckDBPyConnection, source: str, path: Path) -> None:
    _copy(connection, f"select * from {source}", path, "format json, array true")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, form: str) -> None:
    # a file cut off half-way must not pass for one that is done
    aside = path.with_name(f".{path.name}.new")
    connection.execute(f"copy ({query}) to {_literal(aside)} ({form})")
    aside.replace(path)


def _literal(path: Path) -> str:
    return _text(str(path))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

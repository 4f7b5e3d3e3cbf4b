"""Loading one large CSV file against DuckDB's own reader: wide, every field quoted, delimiters and line ends inside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from bench.measuring import Cost, cost
from bench.models import SALT, settings
from scorecard import build, contract
from scorecard.progress import Progress

GIGABYTE = 1_000_000_000
SAMPLE_ROWS = 100_000
# of a text as people type it into a form: a delimiter, a quote and a line end in most of them
NOTE = (
    "'Called, no answer.' || chr(10) || 'Said \"later\"; ' || md5(cast({n} as varchar)) || ', ' || {column}"
)


def file(folder: Path, size: int = GIGABYTE) -> Path:
    """Write leads.csv of about `size` bytes into `folder`, unless it is there: the contract's columns, all quoted."""
    path = folder / "csv" / "leads.csv"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with duckdb.connect(config={"threads": 1}) as connection:
        rows = SAMPLE_ROWS
        for attempt in ("sample", "whole"):
            connection.execute(
                f"copy (select {_columns()} from range({rows}) as numbers(n)) to '{part}' "
                "(format csv, header, force_quote *)"
            )
            if attempt == "sample":
                rows = size * rows // part.stat().st_size
    part.replace(path)
    return path


def compare(work: Path, threads: int, memory: str) -> tuple[int, Cost, Cost]:
    """Return the file's bytes, what DuckDB needs to read it into a table of text, and what `load` does."""
    folder = work / "one_file"
    path = file(folder)
    own = cost(_read_as_text, path, work / "text.duckdb", threads, memory)
    ours = cost(_load, folder, work / "one_file.target")
    return path.stat().st_size, own, ours


def lines(size: int, own: Cost, ours: Cost) -> Iterator[str]:
    """Yield the comparison in words."""
    yield f"{size / 1e9:.2f} GB of CSV, wide, quoted, with line ends inside fields"
    yield f"  DuckDB's read_csv into a table of text   {own}"
    yield f"  load                                     {ours}"
    yield f"  speed of load to DuckDB's: {own.wall / ours.wall:.2f} by the clock, {own.cpu / ours.cpu:.2f} by CPU"


def _columns() -> str:
    columns = []
    for column in contract.tables()["leads"].columns:
        if column.type in ("timestamp", "date"):
            value = "timestamp '2025-01-01' + to_seconds(n * 7 % 30000000)"
        elif column.type == "boolean":
            value = "n % 3 = 0"
        elif column.type == "double":
            value = "n % 997 / 8"
        elif column.name.endswith("_id"):
            value = f"'{column.name[:3]}' || n"
        else:
            value = NOTE.format(n="n", column=f"'{column.name}'")
        columns.append(f"{value} as {column.name}")
    return ", ".join(columns)


def _read_as_text(path: Path, database: Path, threads: int, memory: str) -> None:
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database), config={"threads": threads, "memory_limit": memory}) as connection:
        connection.execute("set enable_progress_bar = false")
        scan = f"read_csv('{path}', header = true, all_varchar = true"
        try:
            connection.execute(f"create table leads as select * from {scan})")
        except duckdb.NotImplementedException:
            # some files it reads with one thread only
            connection.execute(f"create table leads as select * from {scan}, parallel = false)")
    database.unlink()


def _load(folder: Path, target: Path) -> None:
    os.environ["SCORECARD_SALT"] = SALT
    shutil.rmtree(target, ignore_errors=True)
    build.load(settings(folder, target), Progress(quiet=True))

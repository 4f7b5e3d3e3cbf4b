"""What DuckDB alone needs for the same files: every value of every file read once, the largest table sorted."""

from __future__ import annotations

from pathlib import Path

import duckdb


def read_and_sort(folder: Path, threads: int, memory: str, spill: Path) -> None:
    """Read every CSV file of `folder`, its types found by DuckDB, and sort the largest by time into a table."""
    files = sorted(folder.glob("*.csv"), key=lambda path: path.stat().st_size)
    config = {"threads": threads, "memory_limit": memory, "temp_directory": str(spill)}
    with duckdb.connect(config=config) as connection:
        connection.execute("set enable_progress_bar = false")
        for path in files:
            scan = f"read_csv('{str(path).replace(chr(39), chr(39) * 2)}')"
            if path == files[-1]:
                connection.execute(f"create temp table sorted as select * from {scan} order by occurred_at")
            else:
                names = connection.execute(f"describe select * from {scan}").fetchall()
                counted = ", ".join(f'count("{name}")' for name, *_ in names)
                connection.execute(f"select {counted} from {scan}").fetchall()

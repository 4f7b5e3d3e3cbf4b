"""Files in, raw layer out: what every test of the loader needs."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard.load import LoadReport, load
from scorecard.progress import Progress
from scorecard.settings import Settings

PROJECT = Path(__file__).parents[3]
BUILD_CLOCK = datetime(2026, 9, 30, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Loaded:
    """A load that ended well, and the warehouse it left."""

    report: LoadReport
    settings: Settings

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()

    @property
    def files(self) -> list[tuple[Any, ...]]:
        return self.rows("select file, rows_read, rows_rejected from raw._files order by file")

    @property
    def rejected(self) -> list[tuple[Any, ...]]:
        return self.rows("select line, reason from raw._rejected order by table_name, file, line")


def make_settings(folder: Path, **changes: Any) -> Settings:
    settings = Settings(
        project=PROJECT,
        data=folder / "data",
        target=folder / "target",
        public=folder / "public",
        history=folder / "history",
        as_of=None,
        as_of_given=False,
        build_clock=BUILD_CLOCK,
        engine="duckdb",
        vars={"memory_limit": "1GB", "threads": 2},
        is_demo=False,
    )
    return dataclasses.replace(settings, **changes)


def put(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def load_files_of(folder: Path, files: Mapping[str, str | bytes], **changes: Any) -> Loaded:
    settings = make_settings(folder, **changes)
    if files:
        shutil.rmtree(settings.data, ignore_errors=True)
        settings.data.mkdir(parents=True)
    put(settings.data, files)
    report = load(settings, Progress(stream=StringIO()))
    return Loaded(report=report, settings=settings)


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Loaded]:
    """Load the files given as name → content and return what came of it; none given leaves the data as it is."""
    monkeypatch.setenv("SCORECARD_SALT", "salt of the tests")

    def run(files: Mapping[str, str | bytes], **changes: Any) -> Loaded:
        return load_files_of(tmp_path, files, **changes)

    return run

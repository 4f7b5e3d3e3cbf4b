"""What tests share: what the machine has, one build per demo world, and the list of what was NOT run.

A test that needs something a machine may lack says so with `@pytest.mark.requires("chromium")`. Where it is lacking
the test is left out and named at the end; with REQUIRE_ALL=1, as in CI, leaving anything out fails the run.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import pytest

PROJECT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str | None:
    """Return the browser tests drive: CHROMIUM, or the first one found on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def shared_path() -> Path | None:
    """Return the folder of data nobody here wrote: SCORECARD_SHARED, or `shared` beside the checkout."""
    candidates = [Path(os.environ["SCORECARD_SHARED"])] if "SCORECARD_SHARED" in os.environ else []
    candidates.append(PROJECT.parent / "shared")
    return next((path for path in candidates if (path / "data").is_dir()), None)


def spark_python() -> Path | None:
    """Return the Python that has PySpark: the one at work, or that of `make environment-spark`."""
    if find_spec("pyspark"):
        return Path(sys.executable)
    made = PROJECT / ".venv-spark" / "bin" / "python"
    return made if made.is_file() else None


# a requirement's name -> what is missing, in words, or None when it is there
REQUIREMENTS: dict[str, Callable[[], str | None]] = {
    "chromium": lambda: None if chromium_path() else "Chromium is not installed",
    "java": lambda: None if shutil.which("java") else "Java is not installed",
    "spark": lambda: None if spark_python() else "PySpark is not installed (make environment-spark)",
    "shared": lambda: (
        None if shared_path() else "the shared data is not beside the checkout (SCORECARD_SHARED)"
    ),
}


@cache
def _missing(name: str) -> str | None:
    if name not in REQUIREMENTS:
        raise pytest.UsageError(f"requires({name!r}): the names are {', '.join(REQUIREMENTS)}.")
    return REQUIREMENTS[name]()


NOT_RUN = pytest.StashKey[dict[str, list[str]]]()


# Tests that share what is dear to make run on one worker: those of a file, or of one of these folders.
TOGETHER = ("tests/oracles", "tests/unit/doctor")
# What takes one worker longest is begun first, so that the others do not wait for it at the end.
LONGEST = (
    "tests/spark",
    "tests/oracles",
    "tests/browser",
    "tests/pipeline/test_build_worlds.py",
    "tests/pipeline/test_missing_columns.py",
    "tests/pipeline/test_missing_inputs.py",
    "tests/pipeline/test_invariances.py",
    "tests/coverage",
)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOT_RUN] = {}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give one worker all tests of a file, or of a folder that shares what is dear to make."""
    from xdist.scheduler import LoadScopeScheduling

    class TogetherScheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return next((folder for folder in TOGETHER if file.startswith(folder)), file)

    # the order the tests were collected in (below), not that of how many a file has
    config.option.loadscopereorder = False
    return TogetherScheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over from a worker what it could not run; every worker collects the whole suite."""
    node.config.stash[NOT_RUN].update(getattr(node, "workeroutput", {}).get("not_run", {}))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the machine cannot run, and remember it; put first what takes longest."""
    kept, left_out = [], []
    for item in items:
        names = [name for mark in item.iter_markers("requires") for name in mark.args]
        reasons = [reason for name in names if (reason := _missing(name))]
        if reasons:
            left_out.append(item)
            config.stash[NOT_RUN].setdefault("; ".join(reasons), []).append(item.nodeid)
        else:
            kept.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(kept, key=_place)


def _place(item: pytest.Item) -> int:
    """The place of a test among the longest, or behind all of them."""
    return next(
        (number for number, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST)
    )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that had to be complete and was not; a worker hands on what it could not run."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["not_run"] = session.config.stash[NOT_RUN]
    if session.config.stash[NOT_RUN] and os.environ.get("REQUIRE_ALL") == "1" and exitstatus in (0, 5):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name what was NOT run, and why."""
    not_run = config.stash[NOT_RUN]
    if not not_run:
        return
    required = os.environ.get("REQUIRE_ALL") == "1"
    terminalreporter.section(
        "NOT RUN" + (" (REQUIRE_ALL=1: this is a failure)" if required else ""), red=required
    )
    for reason, tests in not_run.items():
        terminalreporter.line(f"{reason}: {len(tests)} tests")
        for test in tests:
            terminalreporter.line(f"  {test}")


@dataclass(frozen=True)
class DemoBuild:
    """A published scorecard of one demo world, made by the command a person runs."""

    world: str
    home: Path
    seconds: float

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def target(self) -> Path:
        return self.home / "target"

    @property
    def results(self) -> Path:
        return self.target / "results"

    @property
    def warehouse(self) -> Path:
        return self.target / "warehouse.duckdb"

    @property
    def public(self) -> Path:
        return self.home / "public"

    @property
    def site(self) -> Path:
        """The published pages."""
        return self.public / "current"

    @property
    def truth(self) -> dict[str, object]:
        """The demo's parameters and the figures that follow from them."""
        return dict(json.loads((self.data / "truth.json").read_text(encoding="utf-8")))

    @property
    def as_of(self) -> str:
        """The instant the build looks back from."""
        return str(json.loads((self.target / "load.json").read_text(encoding="utf-8"))["as_of"])


class RunScorecard(Protocol):
    """Runs the scorecard command in the project and returns its exit code and what it said."""

    def __call__(
        self, *words: str | Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]: ...


def _run_scorecard(
    *words: str | Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scorecard", *map(str, words)],
        cwd=PROJECT,
        env={**os.environ, "SCORECARD_SALT": "tests", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="session")
def run_scorecard() -> RunScorecard:
    """The command, as a person runs it."""
    return _run_scorecard


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data nobody here wrote; tests that use it are marked `requires("shared")`."""
    found = shared_path()
    assert found is not None, 'mark the test with @pytest.mark.requires("shared")'
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path; tests that use it are marked `requires("chromium")`."""
    found = chromium_path()
    assert found is not None, 'mark the test with @pytest.mark.requires("chromium")'
    return found


@pytest.fixture(scope="session")
def demo_build(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., DemoBuild]:
    """Return a function from a world's name to its whole build, made once a session and shared: do not write to it."""
    builds: dict[str, DemoBuild] = {}
    # a worker's own folder lies in one that all workers of a run share
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder

    def build(world: str = "misaligned") -> DemoBuild:
        if world not in builds:
            with (shared / f"{world}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                builds[world] = _built_world(world, shared / world)
        return builds[world]

    return build


def _built_world(world: str, home: Path) -> DemoBuild:
    """The world as another worker has built it, or built now."""
    done = home / "seconds"
    if done.is_file():
        return DemoBuild(world, home, float(done.read_text()))
    home.mkdir(exist_ok=True)
    built = _build_world(world, home)
    done.write_text(str(built.seconds))
    return built


def _build_world(world: str, home: Path) -> DemoBuild:
    made = _run_scorecard("demo", "--world", world, "--out", home / "data")
    assert made.returncode == 0, made.stderr
    as_of = str(json.loads((home / "data" / "truth.json").read_text(encoding="utf-8"))["as_of"])
    # built the morning after the data ends, whatever day the tests run on
    clock = datetime.fromisoformat(as_of).replace(tzinfo=UTC) + timedelta(hours=6)
    started = time.monotonic()
    built = _run_scorecard(
        *("build", "--data", home / "data", "--target-dir", home / "target", "--as-of", as_of),
        environment={"SOURCE_DATE_EPOCH": str(int(clock.timestamp()))},
    )
    assert built.returncode == 0, built.stderr
    return DemoBuild(world, home, time.monotonic() - started)

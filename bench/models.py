"""One run of the models by dbt, as a build runs them but without its tests."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from bench.measuring import Cost, cost
from scorecard import build, dbt, history
from scorecard.progress import Progress
from scorecard.settings import Settings, make

SALT = "bench"
WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


@dataclass(frozen=True)
class Run:
    """What loading cost, what all seeds and models cost less dbt's start, and the seconds of each by dbt's count."""

    load: Cost
    models: Cost
    seconds: dict[str, float]


def run(data: Path, target: Path) -> Run:
    """Load the files into `target` and run all models on them."""
    loading = cost(_load, data, target)
    # the first start reads the project, later ones what the first kept of it
    cost(_start, data, target)
    starting = cost(_start, data, target)
    building = cost(_models, data, target)
    results = json.loads((target / "dbt" / "run_results.json").read_text(encoding="utf-8"))["results"]
    seconds = {item["unique_id"].split(".")[-1]: float(item["execution_time"]) for item in results}
    return Run(loading, building.less(starting), seconds)


def settings(data: Path, target: Path) -> Settings:
    """Return the settings of a build of `data` in `target`."""
    return make(data=data, target=target)


def _load(data: Path, target: Path) -> None:
    os.environ["SCORECARD_SALT"] = SALT
    history.register(build.load(settings(data, target), Progress(quiet=True)))


def _start(data: Path, target: Path) -> None:
    """Let dbt build one seed of a few rows: all it does before the first model."""
    _dbt(data, target, ("dimensions",))


def _models(data: Path, target: Path) -> None:
    _dbt(data, target, ())


def _dbt(data: Path, target: Path, select: tuple[str, ...]) -> None:
    progress = Progress(quiet=True)
    with progress.step("models") as step:
        dbt.run(build.resumed(settings(data, target)), step, select=select, extra=WITHOUT_TESTS)
    # what a process used is known when it has ended
    dbt.rest()

"""95 % intervals hold the truth about 95 times in a hundred, and the pages print how often each was seen to.

The table the pages print (site/interval_coverage.csv) is made here: after a change to an interval,
`WRITE_COVERAGE=1 make test ARGS=tests/coverage` writes it anew.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from scorecard import settings
from tests.conftest import DemoBuild
from tests.coverage import simulation
from tests.coverage.simulation import Coverage
from tests.coverage.situations import SITUATIONS
from tests.figures import Figures

pytestmark = pytest.mark.slow

# what a 95 % interval may cover, and how many kinds of intervals may miss it at some size
LOWEST, HIGHEST, MISSES = 0.93, 0.97, 2
# codes of figures without an interval to cover anything
NO_INTERVAL = {"none", "unknown", "range"}


@pytest.fixture(scope="module")
def found(demo_build: Callable[..., DemoBuild], project: Path) -> list[Coverage]:
    """What the simulation finds with the SQL of a build with the project's own settings."""
    build = demo_build()
    chosen = settings.make(
        project=project,
        data=build.data,
        target=build.target,
        as_of=build.as_of,
        overrides=(),
        environment={},
    )
    return simulation.simulate(Figures(chosen, refusal=""))


def test_every_kind_of_interval_covers_what_it_claims_with_two_exceptions_at_most(
    found: list[Coverage],
) -> None:
    missing = {one.interval_code for one in found if not LOWEST <= one.coverage <= HIGHEST}
    assert len(missing) <= MISSES, [one for one in found if one.interval_code in missing]


def test_a_metric_that_is_shown_nearly_always_has_an_interval(found: list[Coverage]) -> None:
    assert not [one for one in found if one.without > 0.01 * one.intervals]


def test_pages_print_what_the_simulation_finds(found: list[Coverage], project: Path) -> None:
    table = project / "site" / "interval_coverage.csv"
    if os.environ.get("WRITE_COVERAGE") == "1":
        simulation.write(table, found)
    with table.open(encoding="utf-8", newline="") as file:
        printed = {(row["metric"], int(row["n"])): float(row["coverage"]) for row in csv.DictReader(file)}
    assert printed.keys() == {(one.metric, one.n) for one in found}
    # the draws are the same each time; a sample at the very edge may fall either way with another library
    away = [one for one in found if abs(printed[one.metric, one.n] - one.coverage) > 0.002]
    assert not away


def test_every_kind_of_interval_of_the_catalogue_is_simulated(project: Path) -> None:
    codes = {
        model["config"]["meta"]["interval_code"]
        for path in (project / "models" / "metrics").rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
        if "interval_code" in model.get("config", {}).get("meta", {})
    }
    assert codes - NO_INTERVAL == {one.code for one in SITUATIONS}

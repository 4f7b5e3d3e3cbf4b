"""The published answers come out of the pipeline: canonical tables in, result files out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.figures import Figures
from tests.oracles.builds import rows_of
from tests.oracles.plans import PLANS
from tests.oracles.published import Oracle, differences
from tests.oracles.readings import NOT_YET
from tests.oracles.test_trends import BENCHED

pytestmark = pytest.mark.requires("shared")


@pytest.mark.parametrize("oracle_id", PLANS)
def test_the_pipeline_gives_the_published_answer(
    oracle_id: str, oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle, plan = oracles[oracle_id], PLANS[oracle_id]
    rows = rows_of(oracle_id, made)
    problems = [
        problem
        for key, reading in plan.readings.items()
        for problem in differences(reading(rows), _expected(oracle, key), oracle.tolerance, key)
    ]
    assert not problems


@pytest.mark.parametrize("oracle_id", PLANS)
def test_every_expected_figure_is_compared_or_its_absence_explained(
    oracle_id: str, oracles: dict[str, Oracle]
) -> None:
    plan = PLANS[oracle_id]
    placed = [*plan.readings, *plan.contrasts, *plan.unpublished]
    assert sorted(placed) == sorted(_keys(oracles[oracle_id].expected, placed))


def test_every_oracle_of_a_metric_in_the_catalogue_has_a_plan(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    catalogue = {row["metric"] for row in made["quarter"].query("select distinct metric from metric_values")}
    wanted = {oracle.id for oracle in oracles.values() if catalogue & {oracle.metric, *oracle.also_covers}}
    assert wanted - set(PLANS) - set(BENCHED) == set()
    put_off = {reason for plan in PLANS.values() for reason in plan.unpublished.values()}
    assert not {metric for metric in catalogue if NOT_YET + metric in put_off}


def _expected(oracle: Oracle, key: str) -> Any:
    """The expected value at a path: of rows every row's, of a mapping its item, of a list the entry at a place."""
    value: Any = oracle.expected
    for name in key.split("."):
        if isinstance(value, list):
            value = value[int(name)] if name.isdigit() else [row[name] for row in value]
        else:
            value = value[name]
    return value


def _keys(expected: Mapping[str, Any], placed: list[str], path: str = "") -> list[str]:
    """The expected keys, spelled as far as `placed` spells them."""
    spelled: list[str] = []
    for name, value in expected.items():
        key = f"{path}{name}"
        if not any(other.startswith(f"{key}.") for other in placed):
            spelled.append(key)
        elif isinstance(value, Mapping):
            spelled += _keys(value, placed, f"{key}.")
        elif isinstance(value[0], Mapping):
            spelled += [f"{key}.{column}" for column in value[0]]
        else:
            spelled += [f"{key}.{place}" for place in range(len(value))]
    return spelled

"""The published answers come out of the pipeline: canonical tables in, result files out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.figures import Figures
from tests.oracles.plans import NOT_YET, PLANS, rows_of
from tests.oracles.published import Oracle, differences

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
    assert sorted(placed) == sorted(_keys(oracles[oracle_id], placed))


def test_every_oracle_of_a_metric_in_the_catalogue_has_a_plan(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    catalogue = {row["metric"] for row in made["quarter"].query("select distinct metric from metric_values")}
    wanted = {oracle.id for oracle in oracles.values() if catalogue & {oracle.metric, *oracle.also_covers}}
    assert wanted - set(PLANS) == set()
    put_off = {reason for plan in PLANS.values() for reason in plan.unpublished.values()}
    assert not {metric for metric in catalogue if NOT_YET + metric in put_off}


def _expected(oracle: Oracle, key: str) -> Any:
    """The expected value at a key; `rows.name` is that name in each of the key's rows."""
    head, _, name = key.partition(".")
    return [row[name] for row in oracle.expected[head]] if name else oracle.expected[head]


def _keys(oracle: Oracle, placed: list[str]) -> list[str]:
    """The expected keys, spelled like `placed` where rows are compared name by name."""
    spelled: list[str] = []
    for key, value in oracle.expected.items():
        by_name = any(name.startswith(f"{key}.") for name in placed)
        spelled += [f"{key}.{name}" for name in value[0]] if by_name else [key]
    return spelled

"""Every metric is complete: two files, an owner, reasoned thresholds, a test, its lines on the scorecard."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from scorecard import contract
from scorecard.registry import Registry

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "models" / "metrics"
METRICS = sorted(path.stem for path in FOLDER.glob("*/*.yml"))
LEVELS = ("floor", "red", "target", "stretch")
TEXTS = ("label", "question", "interval", "sample_unit", "unlock", "action", "owner")


def described(metric: str) -> dict[str, Any]:
    """The whole YAML of a metric."""
    return dict(yaml.safe_load(next(FOLDER.glob(f"*/{metric}.yml")).read_text(encoding="utf-8")))


def model_of(metric: str) -> dict[str, Any]:
    """The metric's own entry in its YAML."""
    return next(model for model in described(metric)["models"] if model["name"] == metric)


def meta_of(metric: str) -> dict[str, Any]:
    return dict(model_of(metric)["config"]["meta"])


def listed(table: str) -> list[str]:
    """The ids in the list at the top of a scorecard model."""
    sql = (PROJECT / "models" / "scorecard" / f"{table}.sql").read_text(encoding="utf-8")
    found = re.search(r"set metrics = \[(.*?)\]", sql, re.S)
    assert found is not None, f"{table}.sql has no list of metrics"
    return re.findall(r"'([a-z0-9_]+)'", found[1])


def test_there_are_metrics() -> None:
    assert len(METRICS) >= 13


def test_every_metric_is_a_sql_and_a_yaml_file_of_one_name() -> None:
    sql = {path.stem for path in FOLDER.glob("*/*.sql") if not path.stem.startswith("int_")}
    assert {stem for stem in sql if not stem.endswith("__details")} == set(METRICS)
    orphans = {
        stem for stem in sql if stem.endswith("__details") and stem.removesuffix("__details") not in METRICS
    }
    assert not orphans, "details without a metric"


def test_every_metric_stands_once_in_metric_values() -> None:
    assert listed("metric_values") == METRICS


def test_every_details_relation_stands_once_in_metric_details() -> None:
    details = sorted(path.stem.removesuffix("__details") for path in FOLDER.glob("*/*__details.sql"))
    assert listed("metric_details") == details


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_says_what_it_is_and_who_owns_it(metric: str) -> None:
    meta = meta_of(metric)
    lacking = [name for name in TEXTS if not str(meta.get(name) or "").strip()]
    assert not lacking
    assert len(model_of(metric)["description"]) > 100, "the method in prose"
    assert meta["dimension"] == next(FOLDER.glob(f"*/{metric}.yml")).parent.name
    assert meta["inputs"], "the tables it reads"
    assert meta["minimum_sample"] > 0


@pytest.mark.parametrize("metric", METRICS)
def test_thresholds_are_ordered_dated_and_reasoned(metric: str) -> None:
    meta = meta_of(metric)
    levels = [meta.get(level) for level in LEVELS]
    if meta["role"] == "scored":
        assert None not in levels, "a scored metric has all four thresholds"
        assert meta["weight"] > 0
    else:
        assert meta["weight"] == 0
    if None not in levels:
        if meta["direction"] == "higher":
            assert levels == sorted(levels)
        elif meta["direction"] == "lower":
            assert levels == sorted(levels, reverse=True)
        assert isinstance(meta["thresholds_set_on"], date)
        assert set(meta["threshold_reasons"]) == set(LEVELS)
        assert all(len(str(reason)) > 10 for reason in meta["threshold_reasons"].values())


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_has_a_unit_test_whose_name_is_a_sentence(metric: str) -> None:
    tests = [test for test in described(metric).get("unit_tests") or [] if test["model"] == metric]
    assert tests
    assert all(len(test["name"].split("_")) >= 4 for test in tests)


@pytest.mark.parametrize("metric", METRICS)
def test_every_relation_of_a_metric_is_held_to_its_columns(metric: str) -> None:
    for model in described(metric)["models"]:
        wanted = "detail_relation" if model["name"].endswith("__details") else "metric_relation"
        assert wanted in (model.get("data_tests") or [])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.sql")), ids=lambda path: path.stem)
def test_every_metric_model_opens_with_what_a_row_is_and_why(path: Path) -> None:
    opening = re.match(r"(?:--[^\n]*\n)+", path.read_text(encoding="utf-8"))
    assert opening is not None
    assert opening[0].startswith("-- One row")
    assert "\n-- Why: " in opening[0]


def test_declared_inputs_and_needs_lie_within_what_a_metric_is_computed_from(
    parsed: tuple[Registry, dict[str, Any]],
) -> None:
    registry, _ = parsed
    tables = contract.tables(PROJECT)
    wrong: dict[str, set[str]] = defaultdict(set)
    for metric in registry.metrics:
        core = {name.removeprefix("core.") for name in metric.upstream if name.startswith("core.")}
        wrong[metric.id] |= set(metric.inputs) - core
        for column in re.findall(r"([a-z_]+)\.([a-z_]+)", " ".join(metric.needs)):
            if column[0] not in core or column[1] not in tables[column[0]].column_names:
                wrong[metric.id].add(".".join(column))
    assert {name: sorted(found) for name, found in wrong.items() if found} == {}


def test_the_weights_of_a_dimension_stay_within_what_is_planned_for_it(
    parsed: tuple[Registry, dict[str, Any]],
) -> None:
    registry, _ = parsed
    for dimension in registry.dimensions:
        weight = sum(metric.weight for metric in registry.metrics_of(dimension.id))
        assert weight <= dimension.planned_weight + 1e-9, dimension.id


def test_metrics_read_marts_and_nothing_but_the_scorecard_reads_metrics(
    parsed: tuple[Registry, dict[str, Any]],
) -> None:
    _, manifest = parsed
    layer = {
        unique_id: node["original_file_path"].split("/")[1]
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
    }
    allowed = {
        "staging": {"staging"},
        "core": {"staging", "core"},
        "marts": {"core", "marts"},
        "metrics": {"marts", "metrics", "core"},
        "scorecard": {"staging", "core", "marts", "metrics", "scorecard"},
    }
    wrong = [
        f"{unique_id} reads {parent}"
        for unique_id in layer
        for parent in manifest["nodes"][unique_id]["depends_on"]["nodes"]
        if parent in layer and layer[parent] not in allowed[layer[unique_id]]
    ]
    assert wrong == []


def test_sources_are_read_only_by_staging_and_the_row_accounting(
    parsed: tuple[Registry, dict[str, Any]],
) -> None:
    _, manifest = parsed
    readers = {
        node["original_file_path"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and any(parent.startswith("source.") for parent in node["depends_on"]["nodes"])
    }
    outside = {path for path in readers if not path.startswith(("models/staging/", "models/scorecard/"))}
    assert outside == set()


def test_a_metric_is_read_with_metrics_that_exist() -> None:
    known = {path.stem for path in FOLDER.glob("*/*.yml")}
    for metric in sorted(known):
        assert set(meta_of(metric).get("read_with") or []) <= known - {metric}, metric

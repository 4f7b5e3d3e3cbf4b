"""The recipes of README and CONTRIBUTING, followed to the letter on a copy of the project."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from scorecard import dbt, load, settings
from scorecard.progress import Progress
from tests.project import manifest

PARTS = ("models", "macros", "seeds", "checks", "dbt_project.yml", "profiles.yml")


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    """A copy of what dbt reads."""
    for name in PARTS:
        source = project / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, tmp_path / name)
    (tmp_path / "tests").mkdir()
    shutil.copytree(project / "tests" / "sql", tmp_path / "tests" / "sql")
    return tmp_path


def edit_yaml(path: Path, change: Any) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def test_add_a_metric(copy: Path, project: Path) -> None:
    """The SQL the README shows, a YAML after the nearest metric, one line: dbt takes it and its unit test passes."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```sql\n(.*?)```", readme, re.S)
    assert shown is not None
    folder = copy / "models" / "metrics" / "follow_up"
    (folder / "worked_lead_rate.sql").write_text(shown[1], encoding="utf-8")
    nearest = (folder / "lead_follow_up_rate.yml").read_text(encoding="utf-8")
    path = folder / "worked_lead_rate.yml"
    path.write_text(nearest.replace("lead_follow_up_rate", "worked_lead_rate"), encoding="utf-8")

    def without_details(content: dict[str, Any]) -> None:
        content["models"] = [model for model in content["models"] if not model["name"].endswith("__details")]
        content["unit_tests"] = [
            {**test, "name": f"{test['name']}_once_more"}
            for test in content["unit_tests"]
            if test["model"] == "worked_lead_rate"
        ]

    edit_yaml(path, without_details)
    values = copy / "models" / "scorecard" / "metric_values.sql"
    values.write_text(
        values.read_text(encoding="utf-8").replace(
            "    'win_rate',\n", "    'win_rate',\n    'worked_lead_rate',\n"
        ),
        encoding="utf-8",
    )

    # one lead is data enough: dbt builds what the metric rests on, runs its unit tests, then builds it
    (copy / "data").mkdir()
    (copy / "data" / "leads.csv").write_text(
        "lead_id,created_at\nl1,2025-01-01T00:00:00Z\n", encoding="utf-8"
    )
    built = settings.make(project=copy, target=copy / "target", as_of="2026-01-01")
    quiet = Progress(quiet=True)
    load.load(built, quiet)
    with quiet.step("dbt") as step:
        dbt.run(built, step, select=["+worked_lead_rate"], extra=["--indirect-selection", "buildable"])
    registry, nodes = manifest.read(built)
    metric = registry.metric("worked_lead_rate")
    assert metric is not None
    assert metric.dimension == "follow_up"
    parents = nodes["nodes"]["model.alignment_scorecard.metric_values"]["depends_on"]["nodes"]
    assert "model.alignment_scorecard.worked_lead_rate" in parents
    with duckdb.connect(str(built.warehouse), read_only=True) as connection:
        assert connection.execute("describe metrics.worked_lead_rate").fetchall()


def test_change_a_threshold(copy: Path) -> None:
    """A new target with its reason and date is what the scorecard reads."""

    def change(content: dict[str, Any]) -> None:
        meta = content["models"][0]["config"]["meta"]
        meta["target"] = (meta["red"] + meta["stretch"]) / 2 + 0.001
        meta["threshold_reasons"]["target"] = "Agreed by both heads for this year."
        meta["thresholds_set_on"] = "2026-01-01"

    path = copy / "models" / "metrics" / "outcomes" / "win_rate.yml"
    before = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]["config"]["meta"]["target"]
    edit_yaml(path, change)
    registry, _ = manifest.read(manifest.parse(copy, copy / "target"))
    metric = registry.metric("win_rate")
    assert metric is not None
    assert metric.target != before
    assert metric.threshold_reasons["target"] == "Agreed by both heads for this year."

"""The project itself is what these tests read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scorecard.registry import Registry
from tests.project import manifest


@pytest.fixture(scope="session")
def parsed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Registry, dict[str, Any]]:
    """Every metric, and dbt's manifest."""
    return manifest.read(manifest.parse(project, tmp_path_factory.mktemp("project") / "target"))

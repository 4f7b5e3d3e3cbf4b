"""The oracles and the builds that answer them, made once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.figures import Figures
from tests.oracles import published
from tests.oracles.builds import BUILDS
from tests.oracles.published import Oracle


@pytest.fixture(scope="session")
def oracles(shared: Path) -> dict[str, Oracle]:
    """Every published example by id."""
    return published.read(shared)


@pytest.fixture(scope="session")
def made(oracles: dict[str, Oracle], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    """One build for all oracles that look back from the same day on the same calendar."""
    return {name: build.make(oracles, tmp_path_factory.mktemp(name)) for name, build in BUILDS.items()}

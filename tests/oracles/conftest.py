"""The oracles and the builds that answer them, made once for all tests of this folder."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.figures import Figures
from tests.oracles import published
from tests.oracles.bench import Bench
from tests.oracles.builds import BUILDS
from tests.oracles.published import Oracle

# the last closed quarter of the build whose models run on a bench, and the two before it
START, END = date(2025, 4, 1), date(2025, 6, 30)
QUARTERS = ((date(2024, 10, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2025, 3, 31)), (START, END))


@pytest.fixture(scope="session")
def oracles(shared: Path) -> dict[str, Oracle]:
    """Every published example by id."""
    return published.read(shared)


@pytest.fixture(scope="session")
def made(oracles: dict[str, Oracle], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    """One build for all oracles that look back from the same day on the same calendar."""
    return {name: build.make(oracles, tmp_path_factory.mktemp(name)) for name, build in BUILDS.items()}


@pytest.fixture
def bench(made: dict[str, Figures]) -> Bench:
    """Models as compiled for 1 July 2025, on a calendar of three quarters; a test puts the rows."""
    laid = Bench(made["quarter"])
    laid.put(
        "marts.dim_periods",
        [
            {"period_grain": "quarter", "period_start": start, "period_end": end, "is_closed": True}
            for start, end in QUARTERS
        ]
        + [{"period_grain": "trailing", "period_start": START, "period_end": END, "is_closed": True}],
    )
    laid.put(
        "marts.dim_days",
        [
            {"period_grain": "quarter", "period_start": start, "day": start + timedelta(days=number)}
            for start, end in QUARTERS
            for number in range((end - start).days + 1)
        ],
    )
    return laid

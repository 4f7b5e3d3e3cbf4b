"""How often 95 % intervals were seen to hold the truth, by the simulation among the project's tests."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scorecard.errors import ScorecardError
from scorecard.pages import formats

# what a 95 % interval may cover
LOWEST, HIGHEST = 0.93, 0.97


@dataclass(frozen=True)
class Simulated:
    """How often intervals of simulated samples of `n` records held the truth (a share), by metric."""

    metric: str
    population: str
    n: int
    unit: str
    samples: int
    coverage: float

    @property
    def share(self) -> str:
        """The coverage as it is printed."""
        return formats.value(self.coverage, "share")

    @property
    def misses(self) -> bool:
        """Whether so many samples hold it more rarely, or more often, than a 95 % interval may."""
        return not LOWEST <= self.coverage <= HIGHEST


def read(path: Path) -> list[Simulated]:
    """Read the simulation's table (site/interval_coverage.csv). Raises ScorecardError when it cannot be read."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [
                Simulated(
                    metric=row["metric"],
                    population=row["population"],
                    n=int(row["n"]),
                    unit=row["unit"],
                    samples=int(row["samples"]),
                    coverage=float(row["coverage"]),
                )
                for row in csv.DictReader(file)
            ]
    except FileNotFoundError:
        raise ScorecardError(f"{path} is not there; restore it from version control.") from None
    except (KeyError, ValueError) as error:
        raise ScorecardError(f"{path} cannot be read ({error}); restore it from version control.") from error


def of(simulated: Sequence[Simulated], metric: str) -> list[Simulated]:
    """What was found for one metric, the smallest samples first."""
    return sorted((one for one in simulated if one.metric == metric), key=lambda one: one.n)

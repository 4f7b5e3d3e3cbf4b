"""How often the intervals of the metrics' own SQL hold the truth they were drawn from."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from tests.coverage.situations import DAY, QUARTER, SITUATIONS, Situation, company_quarters
from tests.figures import Figures
from tests.oracles.bench import Bench

REPLICATES = 4_000
# large samples are dear; a metric of one series at a time is run once for each of its samples
LARGE_REPLICATES = 2_500
SERIES_REPLICATES = 1_000
TIMES = 10
COLUMNS = ("interval_code", "metric", "population", "n", "unit", "samples", "coverage")


@dataclass(frozen=True)
class Coverage:
    """How often intervals of samples of `n` records held the truth, of those samples that had an interval at all."""

    interval_code: str
    metric: str
    population: str
    n: int
    unit: str
    intervals: int
    without: int
    coverage: float

    @property
    def standard_error(self) -> float:
        """Of the coverage found, by the number of samples."""
        return float(np.sqrt(self.coverage * (1 - self.coverage) / self.intervals))


def simulate(figures: Figures, situations: Sequence[Situation] = SITUATIONS) -> list[Coverage]:
    """Cover every situation at the metric's minimum sample and at ten times it. The draws are the same every time."""
    return [cover(figures, one, one.smallest * times) for one in situations for times in (1, TIMES)]


def cover(figures: Figures, situation: Situation, n: int) -> Coverage:
    """Draw samples of `n` records, run the metric on them, and count the intervals that hold the truth."""
    rng = np.random.default_rng(crc32(f"{situation.metric} {n}".encode()))
    one_series = situation.replicate == "replicate"
    replicates = (
        SERIES_REPLICATES if one_series else REPLICATES if n == situation.smallest else LARGE_REPLICATES
    )
    rows, truth = situation.draw(rng, replicates, n)
    bench = Bench(figures)
    _calendar(bench, situation)
    if one_series:
        found = _series(bench, situation, rows["marts.fct_won_months"], replicates)
    else:
        for relation, frame in rows.items():
            bench.fill_from(relation, frame)
        for model in situation.models:
            bench.make(model)
        found = _intervals(bench, situation)
    low, high = found["low"].to_numpy(float), found["high"].to_numpy(float)
    index = found["replicate"].to_numpy(int)
    # an open end runs to the end of the scale; without either limit there is no interval
    there = ~(np.isnan(low) & np.isnan(high))
    held = (np.nan_to_num(low, nan=-np.inf) <= truth[index]) & (
        truth[index] <= np.nan_to_num(high, nan=np.inf)
    )
    return Coverage(
        interval_code=situation.code,
        metric=situation.metric,
        population=situation.population,
        n=n,
        unit=situation.unit,
        intervals=int(there.sum()),
        without=replicates - int(there.sum()),
        coverage=float(held[there].mean()),
    )


def _calendar(bench: Bench, situation: Situation) -> None:
    """One quarter that everything happens in; a metric of the whole company has one for each replicate."""
    days = [
        {"day": QUARTER + timedelta(days=offset), "period_grain": "quarter", "period_start": QUARTER}
        for offset in range((DAY - QUARTER).days + 1)
    ]
    if situation.replicate == "period_start":
        days = [
            {"day": day, "period_grain": "quarter", "period_start": day}
            for day in company_quarters(REPLICATES)
        ]
    bench.put("marts.dim_days", days)
    bench.put(
        "marts.dim_periods",
        [
            {"period_grain": "quarter", "period_start": QUARTER, "period_end": DAY},
            {"period_grain": "trailing", "period_start": QUARTER, "period_end": DAY},
        ],
    )
    bench.copy("seeds.t_quantiles")


def _intervals(bench: Bench, situation: Situation) -> pd.DataFrame:
    by_region = situation.replicate == "segment"
    rows = [
        row
        for row in bench.run(situation.metric)
        if row["period_grain"] == "quarter"
        and ((row["segment_by"] == "region" and row["period_start"] == QUARTER) or not by_region)
    ]
    rows.sort(key=lambda row: row[situation.replicate])
    return pd.DataFrame(
        {
            "replicate": [int(row["segment"][1:]) if by_region else place for place, row in enumerate(rows)],
            "low": [row["ci_low"] for row in rows],
            "high": [row["ci_high"] for row in rows],
        }
    )


def _series(bench: Bench, situation: Situation, frame: pd.DataFrame, replicates: int) -> pd.DataFrame:
    """A trend reads the whole company, so each sample is a company of its own; the 95 % limits are in its details."""
    found = []
    for replicate in range(replicates):
        bench.fill_from(
            "marts.fct_won_months", frame[frame["replicate"] == replicate].drop(columns="replicate")
        )
        details = {row["detail"]: row["value"] for row in bench.run(f"{situation.metric}__details")}
        found.append((replicate, details.get("slope_low_95"), details.get("slope_high_95")))
    return pd.DataFrame(found, columns=["replicate", "low", "high"])


def write(path: Path, found: Sequence[Coverage]) -> None:
    """Write what was found as the table the pages print."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(
            (
                one.interval_code,
                one.metric,
                one.population,
                one.n,
                one.unit,
                one.intervals,
                f"{one.coverage:.4f}",
            )
            for one in found
        )
